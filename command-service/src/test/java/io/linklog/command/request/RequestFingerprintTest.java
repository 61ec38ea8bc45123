package io.linklog.command.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestFingerprintTest {

    private static final List<String> MEMBERS = List.of(
            "\"longUrl\": \"https://example.org/\\u00fc\"",
            "\"customSlug\": \"s\"",
            "\"title\": \"a \\\"title\\\"\"",
            "\"tags\": [\"a\", \"b\"]",
            "\"validSince\": \"2026-01-01T00:00:00Z\"",
            "\"maxVisits\": 5",
            "\"crawlable\": true");

    private final LinkJson json = new LinkJson();

    private LinkBody read(String text, LinkJson.Use use) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        LinkBody body = json.read(bytes, 0, bytes.length, use);
        assertThat(body.errors()).isEmpty();
        return body;
    }

    private String create(String text) {
        return RequestFingerprint.ofCreate(read(text, LinkJson.Use.CREATE));
    }

    @Property(tries = 200)
    void doesNotDependOnMemberOrderOrWhiteSpace(@ForAll Random random) {
        List<String> members = new ArrayList<>(MEMBERS);
        Collections.shuffle(members, random);
        String space = random.nextBoolean() ? "" : " \n\t";
        String text = "{" + space + String.join("," + space, members) + space + "}";
        assertThat(create(text)).isEqualTo(create("{" + String.join(",", MEMBERS) + "}"));
    }

    @Test
    void equivalentRequestsHaveTheSameFingerprint() {
        String same = create("{\"longUrl\": \"https://example.org/ü\", \"validSince\": \"2026-01-01T00:00:00Z\"}");
        assertThat(create(
                        "{\"validSince\": \"2026-01-01T01:00:00.000+01:00\", \"longUrl\": \"https://example.org/\\u00fc\","
                                + " \"title\": null, \"tags\": [], \"redirectStatus\": 302, \"forwardQuery\": true}"))
                .isEqualTo(same);
    }

    @Test
    void differentRequestsHaveDifferentFingerprints() {
        LinkBody title = read("{\"title\": \"a\"}", LinkJson.Use.EDIT);
        assertThat(List.of(
                        create("{\"longUrl\": \"https://a.example\"}"),
                        create("{\"longUrl\": \"https://b.example\"}"),
                        create("{\"longUrl\": \"https://a.example\", \"title\": \"\"}"),
                        create("{\"longUrl\": \"https://a.example\", \"tags\": [\"a\", \"b\"]}"),
                        create("{\"longUrl\": \"https://a.example\", \"tags\": [\"b\", \"a\"]}"),
                        create("{\"longUrl\": \"https://a.example\", \"tags\": [\"a\\\",\\\"b\"]}"),
                        create("{\"longUrl\": \"https://a.example\", \"findIfExists\": true}"),
                        RequestFingerprint.ofEdit("a", null, title),
                        RequestFingerprint.ofEdit("b", null, title),
                        RequestFingerprint.ofEdit("a", 1L, title),
                        RequestFingerprint.ofEdit("a", null, read("{\"title\": null}", LinkJson.Use.EDIT)),
                        RequestFingerprint.ofEdit("a", null, read("{}", LinkJson.Use.EDIT)),
                        RequestFingerprint.ofCode("DELETE delete", "a", null),
                        RequestFingerprint.ofCode("DELETE delete", "a", 2L),
                        RequestFingerprint.ofCode("POST restore", "a", null)))
                .doesNotHaveDuplicates();
    }

    @Test
    void staysTheSameAcrossReleases() {
        // a request can be repeated to a newer release, so this value must never change
        assertThat(create("{" + String.join(",", MEMBERS) + "}"))
                .isEqualTo("2ca9d2177faa6418f94e8637dcc8ba2ad82e0f937cbfd72de7a6535a7419d8d7");
    }

    @Test
    void theKeyOfABatchLineIsNotPartOfTheFingerprint() {
        assertThat(RequestFingerprint.ofCreate(read(
                        "{\"longUrl\": \"https://a.example\", \"idempotencyKey\": \"k\"}", LinkJson.Use.BATCH_LINE)))
                .isEqualTo(create("{\"longUrl\": \"https://a.example\"}"));
    }

    @Test
    void redirectRulesCountWithTheirOrder() {
        String rules =
                "[{\"longUrl\": \"https://a.example\", \"conditions\": [{\"type\": \"device\", \"matchValue\": \"A\"}]},"
                        + " {\"longUrl\": \"https://b.example\", \"conditions\": [{\"type\": \"device\", \"matchValue\": \"B\"}]}]";
        String body = "{\"longUrl\": \"https://example.org\", \"redirectRules\": ";

        assertThat(create(body + "[]}")).isEqualTo(create("{\"longUrl\": \"https://example.org\"}"));
        assertThat(create(body + rules + "}"))
                .isEqualTo(create(body + rules.replace("{\"type", "{\"matchKey\": null, \"type") + "}"))
                .isNotEqualTo(
                        create(body + rules.replace("A", "x").replace("B", "A").replace("x", "B") + "}"));
    }
}
