package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Visitors report links through the edge, and admins see what was reported of their own links. */
@WholeSystem
@Order(2)
final class ReportsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REPORTS = "/api/v1/reports";
    private static final String EVIL = "<script>alert(1)</script>\n& \"more\"";

    private final Linklog linklog;
    private final Api admin;

    ReportsIT(Linklog linklog) {
        this.linklog = linklog;
        this.admin = linklog.api();
    }

    private Answer report(String slug, String text) {
        String body =
                "reason=phishing&contact=jo%40example.org&text=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        return admin.send(
                "POST",
                "/" + slug + "/report",
                BodyPublishers.ofString(body),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    private static List<JsonNode> listed(Api api, String state, String slug) {
        List<JsonNode> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get(REPORTS + "?limit=7&state=" + state + cursor)
                    .is(200)
                    .json();
            page.path("data").forEach(report -> {
                if (report.path("shortCode").asText().equals(slug)) {
                    found.add(report);
                }
            });
            cursor = page.path("nextCursor").isTextual()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        return found;
    }

    private static void awaitListed(Api api, String state, String slug, int number) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listed(api, state, slug)).hasSize(number));
    }

    private String create(Api api) {
        String slug = freshSlug("reports");
        api.create(link("https://example.org/" + slug).put("customSlug", slug)).is(201);
        return slug;
    }

    @Test
    void theAnswerIsTheSameWhetherOrNotTheLinkExists() {
        String slug = create(admin);
        String none = freshSlug("none");
        for (String method : List.of("GET", "POST")) {
            Answer known = method.equals("GET") ? admin.get("/" + slug + "/report") : report(slug, "x");
            Answer unknown = method.equals("GET") ? admin.get("/" + none + "/report") : report(none, "x");
            assertThat(known.is(200).text().replace(slug, none))
                    .isEqualTo(unknown.is(200).text());
            assertThat(headers(known)).isEqualTo(headers(unknown));
            assertThat(known.header("Content-Security-Policy")).contains("default-src 'none'", "form-action 'self'");
            assertThat(known.header("Cache-Control")).isEqualTo("no-store");
        }
        awaitListed(admin, "open", slug, 1);
        assertThat(listed(admin, "open", none)).isEmpty();
        assertThat(admin.get("/%3Cscript%3E/report").is(200).text()).doesNotContain("<script>");
    }

    private static TreeMap<String, List<String>> headers(Answer answer) {
        TreeMap<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("content-length");
        return headers;
    }

    @Test
    void aLinkHasAtMostTwentyOpenReportsAndADismissalMakesRoom() {
        String slug = create(admin);
        for (int i = 1; i <= 25; i++) {
            report(slug, EVIL).is(200);
        }
        awaitListed(admin, "open", slug, 20);
        JsonNode one = listed(admin, "open", slug).get(0);
        assertThat(one.path("text").asText()).isEqualTo(EVIL);
        assertThat(one.path("contact").asText()).isEqualTo("jo@example.org");
        assertThat(one.path("reporter").asText()).isEqualTo("visitor");

        String path = REPORTS + "/" + one.path("id").asText();
        Answer dismissed =
                admin.send("POST", path + "/dismiss", BodyPublishers.noBody()).is(200);
        assertThat(dismissed.member("state")).isEqualTo("dismissed");
        awaitListed(admin, "dismissed", slug, 1);
        awaitListed(admin, "open", slug, 19);
        report(slug, "one more").is(200);
        awaitListed(admin, "open", slug, 20);
        awaitListed(admin, "dismissed", slug, 1);

        admin.delete(path).is(204);
        awaitListed(admin, "dismissed", slug, 0);
        admin.get(path).isProblem(404);
    }

    @Test
    void aTakedownOfTheLinkEndsItsReportsAndAReinstatementOpensThemAgain() {
        String slug = create(admin);
        report(slug, "it wants my password").is(200);
        awaitListed(admin, "open", slug, 1);
        linklog.cli().run("takedown", slug, "--reason", "phishing").is(0);
        awaitListed(admin, "taken-down", slug, 1);
        assertThat(listed(admin, "open", slug)).isEmpty();
        report(slug, "still there").is(200);
        linklog.cli().run("reinstate", slug).is(0);
        awaitListed(admin, "open", slug, 1);

        String shown = linklog.cli().run("reports").is(0).out();
        assertThat(shown).contains("/" + slug, "> it wants my password");
        String id = listed(admin, "open", slug).get(0).path("id").asText();
        linklog.cli().run("reports", "dismiss", id).is(0);
        awaitListed(admin, "dismissed", slug, 1);
    }

    @Test
    void anAdminSeesTheReportsOfItsTenantAndDefaultSeesAll() {
        Api team = api(freshSlug("team"), "admin");
        Api other = api(freshSlug("team"), "admin");
        String slug = create(team);
        await().atMost(PATIENCE).until(() -> admin.get("/" + slug).status() == 302);
        report(slug, "x").is(200);
        awaitListed(team, "open", slug, 1);
        awaitListed(admin, "open", slug, 1);
        assertThat(listed(other, "open", slug)).isEmpty();
        String path =
                REPORTS + "/" + listed(team, "open", slug).get(0).path("id").asText();
        other.get(path).isProblem(404);
        other.delete(path).isProblem(404);
        other.send("POST", path + "/dismiss", BodyPublishers.noBody()).isProblem(404);
        team.send("POST", path + "/dismiss", BodyPublishers.noBody()).is(200);
        awaitListed(admin, "dismissed", slug, 1);
    }

    private Api api(String tenant, String role) {
        Answer key = admin.sendJson(
                        "POST",
                        "/api/v1/keys",
                        object().put("name", tenant)
                                .put("role", role)
                                .put("tenant", tenant)
                                .toString())
                .is(201);
        Api api = admin.with(key.member("key"));
        await().atMost(PATIENCE).until(() -> api.get(LINKS).status() == 200);
        await().atMost(PATIENCE).until(() -> api.get("/api/v1/commands/none").status() == 404);
        return api;
    }
}
