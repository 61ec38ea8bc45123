package io.linklog.cli.importing.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{\"longUrl\":\"https://a.example/\",\"clicks\":1}# has the unknown member \"clicks\"",
                "{\"longUrl\":1}# longUrl must be a text",
                "{}# has no longUrl",
                "[]# is no JSON object",
                "{\"longUrl\"# is not valid JSON",
                "{\"longUrl\":\"x\"} {}# is not valid JSON",
                "{\"longUrl\":\"x\",\"tags\":[1]}# tags must be a list of texts",
                "{\"longUrl\":\"x\",\"tags\":\"a\"}# tags must be a list of texts",
                "{\"longUrl\":\"x\",\"validSince\":\"tomorrow\"}# validSince must be a time",
                "{\"longUrl\":\"x\",\"maxVisits\":1.5}# maxVisits must be a whole number",
            })
    void aJsonLineThatIsNoLinkIsRefusedWithTheReason(String line, String reason) throws IOException {
        List<SourceLine> lines = FormatFixture.all(new JsonLines(
                FormatFixture.bytes(line + "\n{\"longUrl\":\"https://b.example/\"}"), FormatFixture.STRICT));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).result().reason()).startsWith(reason);
        assertThat(FormatFixture.reason(lines.get(1))).isNull();
    }

    @Test
    void anExportedLinkGetsANewCodeUnlessCodesAreKeptAndDeletedOnesAreLeftOut() throws IOException {
        String export =
                "{\"shortCode\":\"abc\",\"shortUrl\":\"http://x/abc\",\"longUrl\":\"https://a.example/\",\"title\":"
                        + "null,"
                        + "\"tags\":[],\"state\":\"ACTIVE\",\"version\":2,\"dateCreated\":\"2026-01-01T00:00:00Z\","
                        + "\"dateEdited\":"
                        + "\"2026-01-01T00:00:00Z\",\"validSince\":null,\"validUntil\":null,\"maxVisits\":null,"
                        + "\"redirectStatus\":302,\"forwardQuery\":true,\"crawlable\":false}\n"
                        + "{\"longUrl\":\"https://b.example/\",\"state\":\"DELETED\"}";
        List<SourceLine> without = FormatFixture.all(new JsonLines(FormatFixture.bytes(export), FormatFixture.STRICT));
        assertThat(without.get(0).link().customSlug()).isNull();
        assertThat(without.get(1).result().reason()).isEqualTo("was deleted when it was exported");
        assertThat(FormatFixture.all(new JsonLines(FormatFixture.bytes(export), new LinkFields(true, false, false)))
                        .get(0)
                        .link()
                        .customSlug())
                .isEqualTo("abc");
    }

    @Test
    void membersThatAreAllThereAreRead() throws IOException {
        NewLink link = FormatFixture.all(new JsonLines(
                        FormatFixture.bytes(
                                "{\"longUrl\":\"https://a.example/\",\"validSince\":\"2026-01-01T00:00:00.5Z\","
                                        + "\"findIfExists\":true}"),
                        FormatFixture.STRICT))
                .get(0)
                .link();
        assertThat(link.validSince()).isEqualTo(Instant.parse("2026-01-01T00:00:00.500Z"));
        assertThat(link.findIfExists()).isTrue();
    }
}
