package io.linklog.cli.importing.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
                "{\"longUrl\":\"x\\ud800\"}# is not valid UTF-8",
                "{\"longUrl\":\"x\",\"maxVisits\":1.5}# maxVisits must be a whole number",
                "{\"longUrl\":\"x\",\"maxVisits\":\"5\"}# maxVisits must be a whole number",
                "{\"longUrl\":\"x\",\"maxVisits\":9223372036854775808}# maxVisits must be a whole number",
                "{\"longUrl\":\"x\",\"redirectStatus\":true}# redirectStatus must be a whole number",
                "{\"longUrl\":\"x\",\"crawlable\":1}# crawlable must be true or false, not 1",
                "{\"longUrl\":\"x\",\"crawlable\":\"true\"}# crawlable must be true or false",
                "{\"longUrl\":\"x\",\"title\":true}# title must be a text",
                "{\"longUrl\":\"x\",\"title\":1.5}# title must be a text",
                "{\"longUrl\":\"x\",\"title\":{}}# title must be a text",
                "{\"longUrl\":\"x\",\"tags\":[\"a\",null]}# tags must be a list of texts",
                "{\"longUrl\":\"x\",\"tags\":\"\"}# tags must be a list of texts",
                "{\"longUrl\":\"x\",\"validUntil\":1}# validUntil must be a time",
                "{\"longUrl\":\"x\",\"validUntil\":\"\"}# validUntil must be a time",
            })
    void aJsonLineThatIsNoLinkIsRefusedWithTheReason(String line, String reason) throws IOException {
        List<SourceLine> lines = FormatFixture.all(ImportFormat.jsonl.open(
                FormatFixture.bytes(line + "\n{\"longUrl\":\"https://b.example/\"}"), FormatFixture.STRICT));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).reason()).startsWith(reason);
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
                        + "\"redirectStatus\":302,\"forwardQuery\":true,\"crawlable\":false,"
                        + "\"createdBy\":\"4f0qk2m81xvb\"}\n"
                        + "{\"longUrl\":\"https://b.example/\",\"state\":\"DELETED\"}";
        List<SourceLine> without =
                FormatFixture.all(ImportFormat.jsonl.open(FormatFixture.bytes(export), FormatFixture.STRICT));
        assertThat(without.get(0).link().has("customSlug")).isFalse();
        assertThat(without.get(1).reason()).isEqualTo("was deleted when it was exported");
        assertThat(FormatFixture.all(ImportFormat.jsonl.open(
                                FormatFixture.bytes(export), new LinkFields(true, false, false)))
                        .get(0)
                        .link()
                        .path("customSlug")
                        .asText())
                .isEqualTo("abc");
    }

    @Test
    void membersThatAreAllThereAreRead() throws IOException {
        ObjectNode link = FormatFixture.all(ImportFormat.jsonl.open(
                        FormatFixture.bytes(
                                "{\"longUrl\":\"https://a.example/\",\"validSince\":\"2026-01-01T00:00:00.5Z\","
                                        + "\"findIfExists\":true}"),
                        FormatFixture.STRICT))
                .get(0)
                .link();
        assertThat(Instant.parse(link.path("validSince").textValue()))
                .isEqualTo(Instant.parse("2026-01-01T00:00:00.500Z"));
        assertThat(link.path("findIfExists").booleanValue()).isTrue();
    }

    @Test
    void aLinkHasTheSameBytesInEveryVersionOfThisProgram() throws IOException {
        String line =
                "{\"tags\":[],\"title\":\"ü/\\u0001<\\\\\",\"maxVisits\":5,\"validUntil\":\"2030-01-01T01:00+01:00\","
                        + "\"longUrl\":\"https://a.example/\uD83D\uDE00\",\"customSlug\":null}";
        assertThat(FormatFixture.json(
                        FormatFixture.all(ImportFormat.jsonl.open(FormatFixture.bytes(line), FormatFixture.STRICT))
                                .get(0)))
                .isEqualTo("{\"longUrl\":\"https://a.example/\\uD83D\\uDE00\",\"title\":\"ü/\\u0001<\\\\\","
                        + "\"validUntil\":\"2030-01-01T00:00:00Z\",\"maxVisits\":5}");
    }
}
