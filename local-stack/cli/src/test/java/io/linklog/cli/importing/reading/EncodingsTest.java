package io.linklog.cli.importing.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingsTest {

    @ParameterizedTest
    @CsvSource({
        "UTF-8, false",
        "UTF-8, true",
        "UTF-16LE, false",
        "UTF-16LE, true",
        "UTF-16BE, false",
        "UTF-16BE, true",
        "ISO-8859-1, false",
        "windows-1252, false"
    })
    void theEncodingIsFoundOut(String charset, boolean mark) throws IOException {
        String text = (mark ? "\uFEFF" : "") + "longUrl,title\nhttps://a.example/,Caf\u00E9\n";
        List<Row> rows = Rows.of(FileFormat.csv, text, Charset.forName(charset));
        assertThat(Rows.texts(rows)).containsExactly("{\"longUrl\":\"https://a.example/\",\"title\":\"Caf\u00E9\"}");
    }

    @Test
    void aTextInUtf8WithABadByteStaysUtf8AndOnlyThatByteIsBroken() throws IOException {
        byte[] text = "a,b\n1,\u00E9\n2,?\n".getBytes(StandardCharsets.UTF_8);
        text[text.length - 2] = (byte) 0xC3;
        assertThat(Rows.of(FileFormat.csv, text))
                .extracting(row -> row.members().path("b").asText())
                .containsExactly("\u00E9", "" + Encodings.BROKEN);
    }
}
