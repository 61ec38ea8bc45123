package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Redirect rules, from the create to the list of visits. */
@WholeSystem
@Order(1)
final class RulesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)";

    private final Api api;

    RulesIT(Linklog linklog) {
        this.api = linklog.api();
    }

    @Test
    void aRuleChoosesTheTargetAndTheVisitSaysWhich() {
        String slug = freshSlug("rules");
        var body = link("https://example.org/all").put("customSlug", slug);
        var rules = body.putArray("redirectRules");
        rules.add(rule("https://example.org/ios", "device", "ios"));
        rules.add(rule("https://example.org/de", "language", "de"));
        api.create(body).is(201);

        assertThat(target(slug, "User-Agent", IPHONE)).isEqualTo("https://example.org/ios");
        assertThat(target(slug, "Accept-Language", "de-CH")).isEqualTo("https://example.org/de");
        assertThat(target(slug)).isEqualTo("https://example.org/all");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rulesOfVisits(slug)).containsExactlyInAnyOrder("1", "2", "null"));
    }

    private static JsonNode rule(String target, String type, String value) {
        var rule = object().put("longUrl", target);
        rule.putArray("conditions").add(object().put("type", type).put("matchValue", value));
        return rule;
    }

    private String target(String slug, String... headers) {
        return api.get("/" + slug, headers).is(302).header("Location");
    }

    private List<String> rulesOfVisits(String slug) {
        List<String> rules = new ArrayList<>();
        JsonNode page = api.get(LINKS + "/" + slug + "/visits").is(200).json();
        page.at("/data").forEach(visit -> rules.add(visit.at("/rule").asText()));
        return rules;
    }
}
