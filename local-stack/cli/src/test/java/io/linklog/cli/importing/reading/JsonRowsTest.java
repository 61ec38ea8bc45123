package io.linklog.cli.importing.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.cli.options.Failure;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'a':1},{'a':2}]",
                "{'total':2,'limit':10,'data':[{'a':1},{'a':2}]}",
                "{'data':[{'a':1},{'a':2}],'nextCursor':null,'more':{'data':3}}",
                "{'shortUrls':{'data':[{'a':1},{'a':2}],'pagination':{'pagesCount':1}}}",
                "{'shortUrls':{'pagination':{'pagesCount':1},'data':[{'a':1}]}}\n{'shortUrls':{'data':[{'a':2}]}}",
                "{'links':{'link_1':{'a':1},'link_2':{'a':2}},'stats':{'total_links':'2'},'statusCode':200}",
                "{'links':[{'a':1}],'count':2}{'links':[{'a':2}],'count':2}",
                "[{'data':[{'a':1}]},{'data':[{'a':2}]}]",
                "{'a':1}\n{'a':2}",
                "[{'a':1}][{'a':2}]",
            })
    void recordsAreFoundInArraysAndPages(String json) throws IOException {
        assertThat(Rows.texts(Rows.of(FileFormat.json, json.replace((char) 39, (char) 34))))
                .containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    @Test
    void whatIsNoRecordIsRefusedByItself() throws IOException {
        assertThat(Rows.texts(Rows.of(FileFormat.json, "[1,{\"a\":1},\"x\",null]")))
                .containsExactly(
                        "is no JSON object: {\"longUrl\": \"https://\u2026\"}",
                        "{\"a\":1}",
                        "is no JSON object: {\"longUrl\": \"https://\u2026\"}",
                        "is no JSON object: {\"longUrl\": \"https://\u2026\"}");
        assertThat(Rows.of(FileFormat.json, "{\"data\":[]}")).isEmpty();
    }

    @Test
    void anErrorInADocumentSaysWhereItIs() {
        assertThatThrownBy(() -> Rows.of(FileFormat.json, "[{\"a\":1},\n{\"a\" 2}]"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("1 entries before");
    }

    @Test
    void aByteOrderMarkIsNoPartOfADocument() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(Rows.texts(Rows.of(FileFormat.json, "\uFEFF[{\"a\":1}]", charset)))
                    .containsExactly("{\"a\":1}");
        }
    }
}
