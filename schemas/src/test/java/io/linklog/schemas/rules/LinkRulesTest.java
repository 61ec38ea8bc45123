package io.linklog.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.KeyRole;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import io.linklog.schemas.SenderKey;
import io.linklog.schemas.rules.LinkRules.Mistake;
import io.linklog.schemas.targets.OwnHosts;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final LinkRules rules = new LinkRules(
            LongUrls.where(OwnHosts.with(URI.create("https://Sho.rt"), Set.of(), Set.of(), host -> false)));

    private static LinkAttributes.Builder attributes() {
        return LinkAttributes.newBuilder()
                .setRedirectRules(List.of())
                .setLongUrl("https://example.org/a")
                .setTags(List.of());
    }

    private static LinkCommand.Builder command(Object body) {
        return LinkCommand.newBuilder().setCommandId("c-1").setTenant("default").setBody(body);
    }

    private static CreateLink create(String slug) {
        return CreateLink.newBuilder()
                .setCustomSlug(slug)
                .setAttributes(attributes().build())
                .build();
    }

    @Test
    void plainCreateHasNoMistakes() {
        assertThat(rules.mistakes(command(create(null)).build(), NOW)).isEmpty();
        assertThat(rules.mistakes(command(create("my-slug_1")).build(), NOW)).isEmpty();
    }

    @Test
    void everyMistakeIsNamedAtOnce() {
        LinkAttributes bad = attributes()
                .setLongUrl("ftp://example.org")
                .setTitle("x".repeat(513))
                .setTags(List.of("a", "a"))
                .setValidSince(Instant.ofEpochSecond(20))
                .setValidUntil(Instant.ofEpochSecond(20))
                .setMaxVisits(0L)
                .setRedirectStatus(303)
                .build();
        assertThat(rules.mistakes(bad))
                .extracting(Mistake::field)
                .containsExactly("longUrl", "title", "tags", "validUntil", "maxVisits", "redirectStatus");
    }

    @Test
    void linkToThisServiceItselfIsRefused() {
        LinkAttributes loop = attributes().setLongUrl("http://SHO.RT:8080/x").build();
        assertThat(rules.mistakes(loop))
                .hasSize(1)
                .first()
                .hasToString("longUrl must not point to this service itself: it could redirect in a loop");
    }

    @Test
    void reservedAndMalformedSlugsAreRefused() {
        for (String slug : List.of("API", "livez", "", ".a", "a+", "a b", "ü", "x".repeat(129), "a/b")) {
            assertThat(rules.mistakes(command(create(slug)).build(), NOW))
                    .as(slug)
                    .extracting(Mistake::field)
                    .containsExactly("customSlug");
        }
    }

    @Test
    void tagsAreBoundedInNumberAndLength() {
        List<String> many = IntStream.range(0, 21).mapToObj(i -> "t" + i).toList();
        assertThat(rules.mistakes(attributes().setTags(many).build())).hasSize(1);
        for (String tag : List.of("", " ", "x".repeat(65), "a\nb", "\ud800")) {
            assertThat(rules.mistakes(
                            attributes().setTags(Collections.singletonList(tag)).build()))
                    .as(tag)
                    .hasSize(1);
        }
        assertThat(rules.mistakes(attributes().setTags(many.subList(0, 20)).build()))
                .isEmpty();
    }

    @Test
    void editNamesOnlyFieldsThatCanBeEmptiedAndNoneTwice() {
        EditLink edit = EditLink.newBuilder()
                .setCode("abc")
                .setSet(LinkChanges.newBuilder().setTitle("new").build())
                .setClear(List.of("title", "longUrl", "maxVisits"))
                .build();
        assertThat(rules.mistakes(command(edit).build(), NOW))
                .extracting(Mistake::toString)
                .containsExactly(
                        "title must not be both set and cleared",
                        "clear must name only title, validSince, validUntil, maxVisits, password, description,"
                                + " imageUrl");
    }

    @Test
    void anEditMayRepeatATargetThatTheLinkHasAlready() {
        String old = "https://192.168.0.257/";
        List<RedirectRule> same = List.of(rule(old, new RuleCondition("device", null, "ios")));
        EditLink edit = EditLink.newBuilder()
                .setCode("abc")
                .setSet(LinkChanges.newBuilder()
                        .setLongUrl(old)
                        .setImageUrl(old)
                        .setRedirectRules(same)
                        .build())
                .build();
        assertThat(rules.mistakes(command(edit).build(), NOW))
                .extracting(Mistake::field)
                .containsExactly("longUrl", "redirectRules", "imageUrl");
        assertThat(rules.mistakes(command(edit).build(), NOW, old::equals)).isEmpty();
        assertThat(rules.mistakes(command(edit).build(), NOW, "https://192.168.0.258/"::equals))
                .hasSize(3);
    }

    @Test
    void theCardHasABoundedTextAndAPictureOnTheWeb() {
        assertThat(fieldsOf("x".repeat(1_001), "javascript:alert(1)")).containsExactly("description", "imageUrl");
        assertThat(fieldsOf("a\u0007", null)).containsExactly("description");
        assertThat(fieldsOf("x".repeat(1_000), "https://img.example/a.png")).isEmpty();
    }

    private List<String> fieldsOf(String description, String imageUrl) {
        EditLink edit = EditLink.newBuilder()
                .setCode("abc")
                .setSet(LinkChanges.newBuilder()
                        .setDescription(description)
                        .setImageUrl(imageUrl)
                        .build())
                .build();
        return rules.mistakes(command(edit).build(), NOW).stream()
                .map(Mistake::field)
                .toList();
    }

    @Test
    void passwordsAreHashedAndCheapEnoughToCheck() {
        String salt = "A".repeat(22);
        String hash = "B".repeat(43);
        LinkChanges.Builder set = LinkChanges.newBuilder();
        EditLink.Builder edit = EditLink.newBuilder().setCode("abc");
        for (String wrong : List.of(
                "secret",
                "",
                "$argon2id$v=19$m=1048576,t=5,p=1$" + salt + "$" + hash,
                "$argon2id$v=19$m=7168,t=50,p=1$" + salt + "$" + hash,
                "$argon2i$v=19$m=7168,t=5,p=1$" + salt + "$" + hash)) {
            edit.setSet(set.setPasswordHash(wrong).build());
            assertThat(rules.mistakes(command(edit.build()).build(), NOW))
                    .as(wrong)
                    .extracting(Mistake::toString)
                    .containsExactly("password must be in the log as a hash of Argon2id");
        }
        String right = "$argon2id$v=19$m=7168,t=5,p=1$" + salt + "$" + hash;
        edit.setSet(set.setPasswordHash(right).build());
        assertThat(rules.mistakes(command(edit.build()).build(), NOW)).isEmpty();
        assertThat(rules.mistakes(
                        command(edit.setClear(List.of("password")).build()).build(), NOW))
                .extracting(Mistake::toString)
                .containsExactly("password must not be both set and cleared");
    }

    @Test
    void keysAreVisibleAscii() {
        for (String key : List.of("", "a b", "ü", "x".repeat(256), "a\n")) {
            assertThat(rules.mistakes(
                            command(create(null)).setIdempotencyKey(key).build(), NOW))
                    .as(key)
                    .extracting(Mistake::field)
                    .containsExactly("idempotencyKey");
            assertThat(rules.mistakes(
                            command(create(null))
                                    .setSenderKey(new SenderKey(key, KeyRole.AUTHOR))
                                    .build(),
                            NOW))
                    .as(key)
                    .extracting(Mistake::field)
                    .containsExactly("senderKey");
        }
    }

    @Test
    void everyMistakeInRedirectRulesNamesRuleAndCondition() {
        List<RedirectRule> bad = List.of(
                rule("https://example.org/b", new RuleCondition("device", null, "ios")),
                rule("ftp://example.org", new RuleCondition("device", null, "ios")),
                rule(
                        "https://sho.rt/x",
                        new RuleCondition("language", null, "de"),
                        new RuleCondition("rain", null, null)),
                rule("https://example.org/c"),
                rule("https://example.org/d", new RuleCondition("query-param", "k", "x".repeat(256))));

        assertThat(rules.mistakes(attributes().setRedirectRules(bad).build()))
                .allMatch(mistake -> mistake.field().equals("redirectRules"))
                .extracting(Mistake::problem)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("rule 2: longUrl must begin with http"),
                        second -> assertThat(second).startsWith("rule 3: longUrl must not point to this service"),
                        third -> assertThat(third).startsWith("rule 3, condition 2: type must be one of"),
                        fourth -> assertThat(fourth).isEqualTo("rule 4: conditions must be 1 to 10"),
                        fifth -> assertThat(fifth).startsWith("rule 5, condition 1: matchKey and matchValue must"));
        EditLink edit = EditLink.newBuilder()
                .setCode("abc")
                .setSet(LinkChanges.newBuilder().setRedirectRules(bad).build())
                .build();
        assertThat(rules.mistakes(command(edit).build(), NOW)).hasSize(5);
    }

    @Test
    void redirectRulesAreBoundedInNumberAndTogether() {
        RedirectRule small = rule("https://example.org/b", new RuleCondition("device", null, "ios"));
        RedirectRule large = rule("https://example.org/" + "x".repeat(2_000), new RuleCondition("device", null, "ios"));

        assertThat(rules.mistakes(attributes()
                        .setRedirectRules(Collections.nCopies(50, small))
                        .build()))
                .isEmpty();
        assertThat(rules.mistakes(attributes()
                        .setRedirectRules(Collections.nCopies(51, small))
                        .build()))
                .containsExactly(new Mistake("redirectRules", "must be at most 50"));
        assertThat(rules.mistakes(attributes()
                        .setRedirectRules(Collections.nCopies(9, large))
                        .build()))
                .singleElement()
                .asString()
                .contains("16384 characters together");
    }

    private static RedirectRule rule(String longUrl, RuleCondition... conditions) {
        return new RedirectRule(longUrl, List.of(conditions));
    }

    @Test
    void theOriginOfALinkIsNeitherInTheFutureNorNegative() {
        assertThat(ofOrigin(NOW, 0)).isEmpty();
        assertThat(ofOrigin(null, Long.MAX_VALUE)).isEmpty();
        assertThat(ofOrigin(Instant.EPOCH, 1)).isEmpty();
        assertThat(ofOrigin(NOW.plusMillis(1), -1))
                .containsExactly(
                        "dateCreated must not be in the future; leave it out for now",
                        "baseVisits must be at least 0: the visits that were counted elsewhere");
        assertThat(ofOrigin(Instant.EPOCH.minusMillis(1), 0))
                .containsExactly("dateCreated must be a time from 1970 on");
    }

    private List<String> ofOrigin(Instant dateCreated, long baseVisits) {
        CreateLink create = create(null);
        create.setOrigin(new LinkOrigin(dateCreated, baseVisits));
        return rules.mistakes(command(create).build(), NOW).stream()
                .map(Mistake::toString)
                .toList();
    }
}
