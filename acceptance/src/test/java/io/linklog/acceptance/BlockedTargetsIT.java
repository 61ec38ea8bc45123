package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.net.IDN;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Hosts are blocked through the edge, and no link gets there, however the host is spelled. */
@WholeSystem
@Order(2)
final class BlockedTargetsIT {

    private static final String TARGETS = "/api/v1/blocked-targets";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** From the answer of an addition to its refusals. A second is promised; other tests run at the same time. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Linklog linklog;
    private final Api admin;
    private final String name = freshSlug("evil") + ".example";

    BlockedTargetsIT(Linklog linklog) {
        this.linklog = linklog;
        this.admin = linklog.api();
    }

    private Answer add(Api api, String host) {
        return api.sendJson("POST", TARGETS, object().put("host", host).toString());
    }

    private void remove(String host) {
        admin.delete(TARGETS + "/" + host).is(204);
    }

    private Answer create(String longUrl) {
        return admin.create(link(longUrl));
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.isProblem(400).text()).contains("must have another host");
    }

    private void awaitRefused(String longUrl) {
        await().atMost(SOON).until(() -> create(longUrl).status() == 400);
    }

    @Test
    void noSpellingOfAHostGetsRoundTheList() {
        String idn = "b\u00fccher-" + name;
        add(admin, "." + name).is(201);
        add(admin, idn + ".").is(201);
        add(admin, "0xCB007109").is(201);
        add(admin, "[2001:DB8::113]").is(201);
        awaitRefused("https://[2001:db8::113]/");
        for (String blocked : List.of(
                name,
                "www." + name,
                "a.b." + name.toUpperCase(Locale.ROOT),
                name + ".",
                name + ":8443",
                name.replace("e", "%65"),
                idn,
                IDN.toASCII(idn),
                "203.0.113.9",
                "3405803785",
                "0313.0.0161.011",
                "0xcb.0x7109",
                "[::ffff:203.0.113.9]",
                "[2001:0db8:0:0::0113]:443")) {
            assertThat(create("https://" + blocked + "/login").text())
                    .as(blocked)
                    .contains("longUrl must have another host");
        }
        create("https://user@" + name + "/").isProblem(400);
        create("https://not" + name + "/").is(201);
        create("https://203.0.113.10/").is(201);
        remove("." + name);
        remove(IDN.toASCII(idn));
        remove("203.0.113.9");
        remove("%5B2001:db8::113%5D");
        await().atMost(SOON).until(() -> create("https://" + name + "/").status() == 201);
    }

    @Test
    void createsEditsAndRulesAreRefused() {
        linklog.cli().run("blocked", "add", name).is(0);
        String url = "https://" + name + "/";
        awaitRefused(url);
        assertRefused(create(url));
        String one = LINKS + "/" + create("https://example.org/").is(201).member("shortCode");
        assertRefused(admin.sendJson("PATCH", one, object().put("longUrl", url).toString()));
        ObjectNode rule = object().put("longUrl", url);
        rule.set(
                "conditions",
                object().arrayNode().add(object().put("type", "device").put("matchValue", "android")));
        ObjectNode ruled = link("https://example.org/");
        ruled.set("redirectRules", object().arrayNode().add(rule));
        assertRefused(admin.create(ruled));
        assertThat(linklog.cli().run("blocked", "list").is(0).out()).contains(name);
        linklog.cli().run("blocked", "remove", name).is(0);
        await().atMost(SOON).until(() -> create(url).status() == 201);
        admin.create(ruled).is(201);
        assertThat(linklog.cli().run("blocked", "remove", name).is(1).err()).contains("is not in the list");
    }

    @Test
    void aDeletedLinkToAHostThatWasBlockedSinceIsNotRestored() {
        String target = create("https://www." + name + "/").is(201).member("shortCode");
        ObjectNode rule = object().put("longUrl", "https://" + name + "/rule");
        rule.set(
                "conditions",
                object().arrayNode().add(object().put("type", "device").put("matchValue", "android")));
        ObjectNode ruled = link("https://example.org/");
        ruled.set("redirectRules", object().arrayNode().add(rule));
        String ofRule = admin.create(ruled).is(201).member("shortCode");
        String good = create("https://example.org/").is(201).member("shortCode");
        for (String code : List.of(target, ofRule, good)) {
            admin.delete(LINKS + "/" + code).is(204);
        }
        linklog.cli().run("blocked", "add", "." + name).is(0);
        // each call deletes again what it restored, if the instance that decides did not know the host yet
        for (String code : List.of(target, ofRule)) {
            await().atMost(SOON).until(() -> {
                Answer restored = admin.restore(code);
                if (restored.status() == 200) {
                    admin.delete(LINKS + "/" + code).is(204);
                }
                return restored.status() == 400;
            });
            assertRefused(admin.restore(code));
            admin.get("/" + code).is(410);
        }
        admin.restore(good).is(200);
        linklog.cli().run("blocked", "remove", "." + name).is(0);
        await().atMost(SOON).until(() -> admin.restore(target).status() == 200);
    }

    @Test
    void aScanReportsLinksThatExistOnceAndLeavesWhatIsDeletedOrTakenDown() {
        String evil = "https://www." + name + "/";
        String hit = create(evil).is(201).member("shortCode");
        String deleted = create(evil).is(201).member("shortCode");
        String taken = create(evil).is(201).member("shortCode");
        String good = create("https://example.org/").is(201).member("shortCode");
        admin.delete(LINKS + "/" + deleted).is(204);
        linklog.cli().run("takedown", taken, "--reason", "phishing").is(0);
        linklog.cli().run("blocked", "add", "." + name).is(0);

        assertThat(linklog.cli().run("blocked", "scan", "--dry-run").is(0).out())
                .contains(hit + "  host www." + name + " is blocked")
                .doesNotContain(deleted, taken, good);
        assertThat(systemReports(hit)).isEmpty();
        assertThat(linklog.cli().run("blocked", "scan").is(0).out()).contains(hit);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(systemReports(hit)).containsExactly("blocked: host www." + name + " is blocked"));
        assertThat(linklog.cli().run("reports").is(0).out()).contains("> host www." + name + " is blocked");
        assertThat(linklog.cli().run("blocked", "scan").is(0).out()).doesNotContain(hit);
        linklog.cli().run("blocked", "remove", "." + name).is(0);
    }

    /** Reason and text of the open reports of the system about a link. */
    private List<String> systemReports(String code) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    admin.get("/api/v1/reports?limit=100" + cursor).is(200).json();
            page.path("data").forEach(report -> {
                if (report.path("shortCode").asText().equals(code)) {
                    assertThat(report.path("reporter").asText()).isEqualTo("system");
                    found.add(report.path("reason").asText() + ": "
                            + report.path("text").asText());
                }
            });
            JsonNode next = page.path("nextCursor");
            cursor = next.isTextual() ? "&cursor=" + next.asText() : "";
        } while (!cursor.isEmpty());
        return found;
    }

    @Test
    void anAdminOfAnotherTenantMayNotSeeOrChangeTheList() {
        String tenant = freshSlug("team");
        Api other = admin.with(admin.adminKey(tenant).member("key"));
        other.get(TARGETS).isProblem(403);
        assertThat(add(other, name).isProblem(403).member("requiredRole")).isEqualTo("admin of the tenant default");
        other.delete(TARGETS + "/" + name).isProblem(403);
        admin.with("").send("GET", TARGETS, BodyPublishers.noBody()).isProblem(401);
    }
}
