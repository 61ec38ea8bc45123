package io.linklog.command.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkJsonTest {

    private final LinkJson json = new LinkJson();

    private LinkBody create(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return json.read(bytes, 0, bytes.length, LinkJson.Use.CREATE);
    }

    private LinkBody edit(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return json.read(bytes, 0, bytes.length, LinkJson.Use.EDIT);
    }

    @Test
    void readsEveryMember() {
        LinkBody body = create("""
                {"longUrl": "https://example.org/ü", "customSlug": "s", "findIfExists": true, "title": "t",
                 "tags": ["a", "b"], "validSince": "2026-01-02T03:04:05.6789+01:00",
                 "validUntil": "2026-02-01T00:00:00Z",
                 "maxVisits": 9007199254740993, "redirectStatus": 308, "forwardQuery": false, "crawlable": true}""");
        assertThat(body.errors()).isEmpty();
        CreateLink create = body.toCreate();
        assertThat(create.getCustomSlug()).isEqualTo("s");
        assertThat(create.getFindIfExists()).isTrue();
        var attributes = create.getAttributes();
        assertThat(attributes.getLongUrl()).isEqualTo("https://example.org/ü");
        assertThat(attributes.getTitle()).isEqualTo("t");
        assertThat(attributes.getTags()).containsExactly("a", "b");
        assertThat(attributes.getValidSince()).isEqualTo(Instant.parse("2026-01-02T02:04:05.678Z"));
        assertThat(attributes.getValidUntil()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(attributes.getMaxVisits()).isEqualTo(9007199254740993L);
        assertThat(attributes.getRedirectStatus()).isEqualTo(308);
        assertThat(attributes.getForwardQuery()).isFalse();
        assertThat(attributes.getCrawlable()).isTrue();
    }

    @Test
    void noTextMayContainAnApiKey() {
        String key = "llk_abc_" + "x".repeat(32);
        String body = "{\"longUrl\": \"https://example.org/?k=KEY\", \"title\": \"KEY\", \"tags\": [\"a\", \"KEY\"]}";
        assertThat(create(body.replace("KEY", key)).errors())
                .extracting(FieldError::pointer)
                .containsExactlyInAnyOrder("/longUrl", "/title", "/tags");
        assertThat(edit("{\"title\": \"" + key + "\"}").errors())
                .hasSize(1)
                .noneMatch(error -> error.detail().contains("llk_"));
        assertThat(create("{\"longUrl\": \"https://example.org/llk_abc_short\"}")
                        .errors())
                .isEmpty();
    }

    @Test
    void missingMembersGetTheirDefaults() {
        var attributes =
                create("{\"longUrl\":\"https://example.org\"}").toCreate().getAttributes();
        assertThat(attributes.getRedirectStatus()).isEqualTo(302);
        assertThat(attributes.getForwardQuery()).isTrue();
        assertThat(attributes.getCrawlable()).isFalse();
        assertThat(attributes.getTags()).isEmpty();
        assertThat(attributes.getTitle()).isNull();
    }

    @Test
    void nullInAnEditClearsAndAbsenceKeeps() {
        EditLink edit = edit("{\"title\": null, \"maxVisits\": null, \"crawlable\": true}")
                .toEdit("c", 3L);
        assertThat(edit.getClear()).containsExactlyInAnyOrder("title", "maxVisits");
        assertThat(edit.getSet().getCrawlable()).isTrue();
        assertThat(edit.getSet().getTags()).isNull();
        assertThat(edit.getSet().getLongUrl()).isNull();
        assertThat(edit.getExpectedVersion()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/longUrl        | {'longUrl': 1}",
                "/longUrl        | {'longUrl': null}",
                "/longUrl        | {'longUrl': ['https://example.org']}",
                "/longUrl        | {'title': 'no address'}",
                "/findIfExists   | {'longUrl': 'https://a.example', 'findIfExists': 'true'}",
                "/findIfExists   | {'longUrl': 'https://a.example', 'findIfExists': 1}",
                "/forwardQuery   | {'longUrl': 'https://a.example', 'forwardQuery': null}",
                "/maxVisits      | {'longUrl': 'https://a.example', 'maxVisits': 1.5}",
                "/maxVisits      | {'longUrl': 'https://a.example', 'maxVisits': '5'}",
                "/maxVisits      | {'longUrl': 'https://a.example', 'maxVisits': 1e3}",
                "/maxVisits      | {'longUrl': 'https://a.example', 'maxVisits': 99999999999999999999}",
                "/redirectStatus | {'longUrl': 'https://a.example', 'redirectStatus': 302.0}",
                "/redirectStatus | {'longUrl': 'https://a.example', 'redirectStatus': 4294967598}",
                "/tags           | {'longUrl': 'https://a.example', 'tags': 'one'}",
                "/tags           | {'longUrl': 'https://a.example', 'tags': ['one', 2]}",
                "/tags           | {'longUrl': 'https://a.example', 'tags': [['one']]}",
                "/tags           | {'longUrl': 'https://a.example', 'tags': null}",
                "/validSince     | {'longUrl': 'https://a.example', 'validSince': 1767225600}",
                "/validSince     | {'longUrl': 'https://a.example', 'validSince': '2026-01-01'}",
                "/validSince     | {'longUrl': 'https://a.example', 'validSince': '2026-01-01T00:00:00'}",
                "/validSince     | {'longUrl': 'https://a.example', 'validSince': '2026-02-30T00:00:00Z'}",
                "/title          | {'longUrl': 'https://a.example', 'title': {'a': 1}}",
                "/surprise       | {'longUrl': 'https://a.example', 'surprise': {'deep': [1, {}]}}",
                "/longurl        | {'longurl': 'https://a.example', 'longUrl': 'https://a.example'}",
                "/a~1b~0         | {'longUrl': 'https://a.example', 'a/b~': 1}",
                "/longUrl        | {'longUrl': 'https://a.example', 'longUrl': 'https://b.example'}",
                "/idempotencyKey | {'longUrl': 'https://a.example', 'idempotencyKey': 'k'}",
                "''              | {'longUrl': 'https://a.example'} {}",
                "''              | {'longUrl': 'https://a.example'} x",
                "''              | {'longUrl': 'https://a.example'",
                "''              | ['longUrl']",
                "''              | 'text'",
                "''              | {'longUrl': 'https://a.example', }",
                "''              | {longUrl: 'https://a.example'}",
                "''              | {'longUrl': NaN}",
            })
    void namesTheWrongMember(String pointer, String body) {
        assertThat(create(body.replace('\'', '"')).errors())
                .extracting(FieldError::pointer)
                .containsExactly(pointer.isEmpty() ? "" : pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseVisits", "customSlug", "dateCreated", "findIfExists", "idempotencyKey"})
    void anEditRefusesMembersThatOnlyACreateHas(String member) {
        assertThat(edit("{\"" + member + "\": true}").errors())
                .singleElement()
                .satisfies(error -> assertThat(error.pointer()).isEqualTo("/" + member))
                .satisfies(error -> assertThat(error.detail()).startsWith("is not allowed in this call: "));
    }

    @Test
    void reportsAllMistakesTogether() {
        assertThat(create("{\"title\": 1, \"x\": 2, \"tags\": 3}").errors())
                .extracting(FieldError::pointer)
                .containsExactly("/title", "/x", "/tags", "/longUrl");
    }

    @Test
    void anEmptyBodyIsAMistake() {
        assertThat(create("").errors()).isNotEmpty();
        assertThat(create("  ").errors()).isNotEmpty();
    }

    @Test
    void deepNestingIsAMistakeAndNoStackOverflow() {
        assertThat(create("{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}")
                        .errors())
                .isNotEmpty();
    }

    @Test
    void bytesThatAreNotUtf8AreAMistake() {
        for (int[] illegal : new int[][] {
            {0xc0, 0xaf}, // overlong
            {0xe0, 0x80, 0xaf}, // overlong
            {0xed, 0xa0, 0x80}, // a surrogate
            {0xf8, 0x88, 0x80, 0x80, 0x80}, // beyond Unicode
            {0xff},
            {0xc3} // cut off
        }) {
            byte[] before = "{\"longUrl\": \"https://example.org/".getBytes(StandardCharsets.UTF_8);
            byte[] bytes = Arrays.copyOf(before, before.length + illegal.length + 2);
            for (int i = 0; i < illegal.length; i++) {
                bytes[before.length + i] = (byte) illegal[i];
            }
            bytes[bytes.length - 2] = '"';
            bytes[bytes.length - 1] = '}';
            assertThat(json.read(bytes, 0, bytes.length, LinkJson.Use.CREATE).errors())
                    .singleElement()
                    .extracting(FieldError::detail)
                    .asString()
                    .contains("UTF-8");
        }
    }

    @Test
    void readsOnlyTheGivenRange() {
        byte[] bytes = "xx{\"longUrl\":\"https://example.org\"}yy".getBytes(StandardCharsets.UTF_8);
        assertThat(json.read(bytes, 2, bytes.length - 4, LinkJson.Use.CREATE).errors())
                .isEmpty();
    }

    @Test
    void readsRedirectRulesAsShlinksClientsWriteThem() {
        LinkBody body = edit("""
                {"redirectRules": [{"longUrl": "https://example.org/ios", "conditions": [
                    {"type": "device", "matchKey": null, "matchValue": "ios"},
                    {"type": "any-value-query-param", "matchKey": "k", "matchValue": ""}]}]}""");

        assertThat(body.errors()).isEmpty();
        EditLink edit = body.toEdit("abc", null);
        assertThat(edit.getSet().getRedirectRules())
                .containsExactly(new RedirectRule(
                        "https://example.org/ios",
                        List.of(
                                new RuleCondition("device", null, "ios"),
                                new RuleCondition("any-value-query-param", "k", null))));
        assertThat(edit("{\"redirectRules\": []}").toEdit("abc", null).getSet().getRedirectRules())
                .isEmpty();
        assertThat(edit("{\"title\": \"t\"}").toEdit("abc", null).getSet().getRedirectRules())
                .isNull();
    }

    @Test
    void aMalformedRedirectRuleIsNamed() {
        LinkBody body = create("""
                {"longUrl": "https://example.org", "redirectRules": [
                    {"longUrl": "https://example.org/a", "conditions": [{"type": "device", "matchValue": 5}]},
                    {"conditions": [{"matchValue": "ios", "regex": {"a": [1]}}, 7]},
                    "x",
                    {"longUrl": "https://example.org/b", "longUrl": "https://example.org/c", "conditions": {}}]}""");

        assertThat(body.errors())
                .allMatch(error -> error.pointer().equals("/redirectRules"))
                .extracting(FieldError::detail)
                .containsExactly(
                        "rule 1, condition 1: matchValue must be a text in double quotes",
                        "rule 2, condition 1: must have only type, matchKey and matchValue",
                        "rule 2, condition 1: type is required",
                        "rule 2, condition 2: must be a JSON object",
                        "rule 2: longUrl is required",
                        "rule 3: must be a JSON object",
                        "rule 4: longUrl must be given once only",
                        "rule 4: must have only longUrl and a list of conditions, each once");
        assertThat(create("{\"longUrl\": \"https://example.org\", \"redirectRules\": \"x\"}")
                        .errors())
                .singleElement()
                .extracting(FieldError::detail)
                .asString()
                .startsWith("must be a list of rules");
    }
}
