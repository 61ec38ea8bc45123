package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Answers of the API are those that the served OpenAPI document describes. */
@WholeSystem
@Order(3)
final class OpenApiAnswersIT {

    private static final String JSON = "application/json";
    private static final String BATCH = LINKS + "/batch";
    /** Answers of a system with a failed or missing part, and to keys that are not enough; other tests see them. */
    private static final Set<String> OF_FAULTS =
            Set.of("500", "502", "503", "504", "5XX", "default", "408", "429", "401", "403");

    /**
     * Too many keys, webhooks or blocked targets, the last admin, another tenant's takedown, link checks that are off:
     * tests of a lower level see them.
     */
    private static final Set<String> OF_KEYS = Set.of(
            "POST /api/v1/keys 409",
            "DELETE /api/v1/keys/{id} 409",
            "POST /api/v1/webhooks 409",
            "POST /api/v1/blocked-targets 409",
            "POST /api/v1/links/{code}/takedown 409",
            "POST /api/v1/links/{code}/reinstate 409",
            "POST /api/v1/links/{code}/check 501");

    private final Api api;
    private final OpenApiDocument document;
    private final List<String> mistakes = new ArrayList<>();

    OpenApiAnswersIT(Linklog linklog) {
        this.api = linklog.api();
        this.document =
                new OpenApiDocument(api.get("/api/v1/openapi.json").is(200).json());
    }

    /**
     * One test, because its last step checks that the calls before it provoked every documented answer. Each call
     * checks its answer against the document and collects mistakes.
     */
    @Test
    void answersAreThoseOfTheDocument() {
        Sample sample =
                new Sample(freshSlug("openapi"), "https://example.org/openapi/" + freshSlug("url"), freshSlug("key"));
        creates(sample);
        commands(sample);
        batches(sample);
        readsAndEdits(sample);
        lists(sample);
        statistics(sample);
        redirects(sample);
        previewsAndQrCodes(sample);
        deletes(sample);
        goneLinks(sample);
        restores(sample);
        takedowns();
        passwords();
        checks();
        purges();
        reports();
        keys();
        domains();
        webhooks();
        blockedTargets();
        operationsWithoutParameters();

        assertThat(mistakes).as("answers that differ from the document").isEmpty();
        assertEveryDocumentedAnswerWasSeen();
    }

    /** The link that the calls are about, and the idempotency key of its create. */
    private record Sample(String slug, String url, String key) {

        String path() {
            return LINKS + "/" + slug;
        }
    }

    private static String unknownPath() {
        return LINKS + "/" + freshSlug("none");
    }

    private void creates(Sample sample) {
        String slug = sample.slug();
        String url = sample.url();
        String key = sample.key();
        create(
                201,
                link(url)
                        .put("customSlug", slug)
                        .put("title", "t")
                        .set("tags", object().arrayNode().add("x")),
                "Idempotency-Key",
                key);
        create(201, link(url), "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        create(200, link(url).put("customSlug", slug).put("findIfExists", true));
        create(400, link("nonsense"));
        create(409, link(url).put("customSlug", slug));
        create(422, link(url + "/2").put("customSlug", slug), "Idempotency-Key", key);
        call(413, "POST", LINKS, " ".repeat(70_000), "Content-Type", JSON);
        call(415, "POST", LINKS, "x", "Content-Type", "text/plain");
    }

    private void commands(Sample sample) {
        String slug = sample.slug();
        String url = sample.url();
        String command = create(202, link(url), "Prefer", "respond-async").header("Location");

        call(200, "GET", command, "");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.get(command).member("status").equals("accepted"));
        call(200, "GET", command, "");
        String refused = create(202, link(url).put("customSlug", slug), "Prefer", "respond-async")
                .header("Location");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.get(refused).member("status").equals("rejected"));
        call(200, "GET", refused, "");
        call(404, "GET", "/api/v1/commands/01890000-0000-7000-8000-000000000000", "");
    }

    private void batches(Sample sample) {
        String slug = sample.slug();
        String url = sample.url();
        call(
                200,
                "POST",
                BATCH,
                link(url) + "\n[]\n" + link(url).put("customSlug", slug) + "\n",
                "Content-Type",
                "application/x-ndjson");
        call(415, "POST", BATCH, "x", "Content-Type", JSON);
        call(400, "POST", BATCH, "x", "Content-Type", "application/x-ndjson", "Idempotency-Key", "a b");
    }

    private void readsAndEdits(Sample sample) {
        String key = sample.key();
        String one = sample.path();
        String none = unknownPath();
        String etag = call(200, "GET", one, "").header("ETag");
        call(304, "GET", one, "", "If-None-Match", etag);
        call(200, "GET", one + "?asOf=2099-01-01T00:00:00Z", "");
        call(400, "GET", one + "?asOf=yesterday", "");
        call(404, "GET", none, "");
        edit(200, one, "{\"title\": \"t2\"}", "If-Match", etag);
        edit(202, one, "{\"title\": \"t3\"}", "Prefer", "respond-async");
        edit(400, one, "{\"longUrl\": 1}");
        edit(404, none, "{\"title\": \"t2\"}");
        edit(412, one, "{\"title\": \"t4\"}", "If-Match", etag);
        edit(200, one, "{\"title\": \"k\"}", "Idempotency-Key", key + "e");
        edit(422, one, "{\"title\": \"l\"}", "Idempotency-Key", key + "e");
        edit(413, one, " ".repeat(70_000));
        call(415, "PATCH", one, "x", "Content-Type", "text/plain");
    }

    private void lists(Sample sample) {
        String one = sample.path();
        String none = unknownPath();
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        !api.get(LINKS + "?tag=x").is(200).json().path("data").isEmpty());
        call(200, "GET", LINKS + "?limit=1", "");
        call(400, "GET", LINKS + "?limit=none", "");
        call(200, "GET", one + "/history", "");
        call(400, "GET", one + "/history?limit=none", "");
        call(404, "GET", none + "/history", "");
    }

    private void statistics(Sample sample) {
        String one = sample.path();
        String none = unknownPath();
        for (String of : List.of("/stats", "/visits")) {
            call(200, "GET", one + of, "");
            call(200, "GET", one + of + "?format=csv", "");
            call(400, "GET", one + of + "?format=none", "");
            call(404, "GET", none + of, "");
        }
        call(200, "GET", one + "/stats?interval=hour&groupBy=browser&from=2099-01-01&to=2099-01-02", "");
        for (String path : List.of(
                "/api/v1/stats", "/api/v1/stats/orphans", "/api/v1/visits/orphans", "/api/v1/stats/reconcile")) {
            call(400, "GET", path + "?format=none", "");
        }

        call(400, "GET", "/api/v1/events?types=none", "");
        call(400, "DELETE", one + "/visits?until=now", "");
        call(200, "DELETE", one + "/visits", "");
        purgeOrphans();
        call(404, "DELETE", none + "/visits", "");
        call(200, "DELETE", "/api/v1/visits?addresses=203.0.113.0/24", "");
        call(400, "DELETE", "/api/v1/visits?addresses=203.0.113.7", "");
    }

    /** Those of a tenant of its own: other tests compare those of {@code default}. */
    private void purgeOrphans() {
        String orphans = "/api/v1/visits/orphans";
        String tenant = freshSlug("orphans");
        String key = api.adminKey(tenant).member("key");
        Api other = api.with(key);
        call(400, "DELETE", orphans + "?until=now", "");
        mistakes.addAll(
                document.mistakes("DELETE", orphans, other.delete(orphans).is(200)));
    }

    private void redirects(Sample sample) {
        String slug = sample.slug();
        String url = sample.url();
        for (int status : new int[] {301, 307, 308}) {
            String other = freshSlug("openapi");
            create(201, link(url).put("customSlug", other).put("redirectStatus", status));
            call(status, "GET", "/" + other, "");
            call(status, "HEAD", "/" + other, "");
        }
        call(302, "GET", "/" + slug, "");
        call(302, "HEAD", "/" + slug, "");
        String titled = freshSlug("card");
        create(201, link(url).put("customSlug", titled).put("title", "t"));
        call(200, "GET", "/" + titled, "", "User-Agent", "Twitterbot/1.0");
        call(200, "HEAD", "/" + titled, "", "User-Agent", "Twitterbot/1.0");
        call(404, "GET", "/" + freshSlug("none"), "", "Accept", JSON);
        call(404, "GET", "/" + freshSlug("none"), "", "Accept", "text/html");
        call(404, "HEAD", "/" + freshSlug("none"), "");
    }

    private void previewsAndQrCodes(Sample sample) {
        String slug = sample.slug();
        call(200, "GET", "/" + slug + "+", "");
        call(404, "GET", "/" + freshSlug("none") + "+", "");
        String qr = call(200, "GET", "/" + slug + "/qr", "").header("ETag");
        call(200, "GET", "/" + slug + "/qr?format=png&size=128", "");
        call(304, "GET", "/" + slug + "/qr", "", "If-None-Match", qr);
        call(400, "GET", "/" + slug + "/qr?size=none", "");
        call(404, "GET", "/" + freshSlug("none") + "/qr", "");
    }

    private void deletes(Sample sample) {
        String key = sample.key();
        String one = sample.path();
        String none = unknownPath();
        call(400, "DELETE", one, "", "If-Match", "nonsense");
        call(412, "DELETE", one, "", "If-Match", "\"99\"");
        call(404, "DELETE", none, "");
        call(204, "DELETE", one, "", "Idempotency-Key", key + "d");
        call(422, "DELETE", one, "", "Idempotency-Key", key + "d", "If-Match", "\"1\"");
        call(410, "DELETE", one, "");
    }

    private void goneLinks(Sample sample) {
        String slug = sample.slug();
        String one = sample.path();
        edit(410, one, "{\"title\": \"gone\"}");
        awaitVisit(slug, 410);
        call(410, "GET", "/" + slug, "", "Accept", JSON);
        call(410, "GET", "/" + slug, "", "Accept", "text/html");
        call(410, "HEAD", "/" + slug, "");
        call(410, "GET", "/" + slug + "+", "");
        call(410, "GET", "/" + slug + "/qr", "");
    }

    private void restores(Sample sample) {
        String key = sample.key();
        String one = sample.path();
        String none = unknownPath();
        call(400, "POST", one + "/restore", "{}", "Content-Type", JSON);
        call(404, "POST", none + "/restore", "");
        call(412, "POST", one + "/restore", "", "If-Match", "\"99\"");
        call(200, "POST", one + "/restore", "", "Idempotency-Key", key + "r");
        call(422, "POST", one + "/restore", "", "Idempotency-Key", key + "r", "If-Match", "\"1\"");
        call(202, "POST", one + "/restore", "", "Prefer", "respond-async");
        call(202, "DELETE", one, "", "Prefer", "respond-async");
    }

    private void takedowns() {
        String slug = freshSlug("taken");
        String one = LINKS + "/" + slug;
        String phishing = "{\"reason\": \"phishing\"}";
        create(201, link("https://example.org/taken").put("customSlug", slug));
        String takedown = one + "/takedown";
        call(400, "POST", takedown, "{}", json());
        call(404, "POST", unknownPath() + "/takedown", phishing, json());
        call(413, "POST", takedown, " ".repeat(70_000), json());
        call(415, "POST", takedown, "x", "Content-Type", "text/plain");
        call(204, "POST", takedown, phishing, json("Idempotency-Key", slug));
        call(422, "POST", takedown, "{\"reason\": \"x\"}", json("Idempotency-Key", slug));
        call(202, "POST", takedown, phishing, json("Prefer", "respond-async"));
        edit(409, one, "{\"title\": \"t\"}");
        call(409, "DELETE", one, "");
        call(409, "POST", one + "/restore", "", "Idempotency-Key", slug + "r");
        awaitVisit(slug, 451);
        call(451, "GET", "/" + slug, "", "Accept", JSON);
        call(451, "GET", "/" + slug, "", "Accept", "text/html");
        call(451, "HEAD", "/" + slug, "");
        call(451, "GET", "/" + slug + "+", "");
        call(451, "GET", "/" + slug + "/qr", "");
        call(200, "GET", one, "");

        String reinstate = one + "/reinstate";
        call(400, "POST", reinstate, "{}", json());
        call(404, "POST", unknownPath() + "/reinstate", "");
        call(200, "POST", reinstate, "", "Idempotency-Key", slug);
        call(422, "POST", reinstate, "", "Idempotency-Key", slug + "r");
        call(202, "POST", reinstate, "", "Prefer", "respond-async");
        call(204, "DELETE", one, "");
        call(204, "POST", takedown, phishing, json());
        call(204, "POST", reinstate, "");
    }

    private void checks() {
        String slug = freshSlug("checked");
        String one = LINKS + "/" + slug;
        String check = one + "/check";
        // another port than the edge's: a legal target, and not a public one
        create(201, link("http://127.0.0.1:9/").put("customSlug", slug));
        assertThat(call(200, "POST", check, "").json().path("problem").asText()).isEqualTo("address-refused");
        call(400, "POST", check, "{}", json());
        call(404, "POST", unknownPath() + "/check", "");
        call(204, "DELETE", one, "");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.send("POST", check, BodyPublishers.noBody()).status() == 410);
        call(410, "POST", check, "");
    }

    private void purges() {
        String slug = freshSlug("purged");
        String one = LINKS + "/" + slug;
        String purge = one + "/purge";
        create(201, link("https://example.org/purged").put("customSlug", slug));
        call(400, "POST", purge, "{}", json());
        call(404, "POST", unknownPath() + "/purge", "");
        call(409, "POST", purge, "");
        call(204, "DELETE", one, "", "Idempotency-Key", slug);
        call(422, "POST", purge, "", "Idempotency-Key", slug);
        call(202, "POST", purge, "", "Prefer", "respond-async");
        call(204, "POST", purge, "");
    }

    /** The answer to a change may come before the instances that redirect know of it. */
    private void awaitVisit(String slug, int status) {
        await().atMost(Duration.ofSeconds(60)).until(() -> api.get("/" + slug).status() == status);
    }

    private void passwords() {
        String slug = freshSlug("openapi-password");
        create(201, link("https://example.org/" + slug).put("customSlug", slug).put("password", "open"));
        String form = "application/x-www-form-urlencoded";
        String page = "/" + slug;
        String right = "password=open";
        call(200, "GET", page, "");
        call(303, "POST", page, right, "Content-Type", form);
        call(400, "POST", page, "word=open", "Content-Type", form);
        call(403, "POST", page, "password=shut", "Content-Type", form);
        call(413, "POST", page, "password=" + "x".repeat(3_000), "Content-Type", form);
        call(415, "POST", page, "{}", json());
        call(404, "POST", "/" + freshSlug("none"), right, "Content-Type", form);
        String takedown = LINKS + page + "/takedown";
        call(204, "POST", takedown, "{\"reason\": \"phishing\"}", json());
        awaitVisit(slug, 451);
        call(451, "POST", page, right, "Content-Type", form);
        call(200, "POST", LINKS + page + "/reinstate", "");
        call(200, "PATCH", LINKS + page, "{\"password\": null}", json());
        awaitVisit(slug, 302);
        call(405, "POST", page, right, "Content-Type", form);
        call(204, "DELETE", LINKS + page, "");
        awaitVisit(slug, 410);
        call(410, "POST", page, right, "Content-Type", form);
    }

    private void reports() {
        String slug = freshSlug("openapi-report");
        create(201, link("https://example.org/" + slug).put("customSlug", slug));
        String form = "application/x-www-form-urlencoded";
        String page = "/" + slug + "/report";
        call(200, "GET", page, "");
        call(200, "POST", page, "reason=spam&text=x&contact=jo%40example.org", "Content-Type", form);
        call(400, "POST", page, "reason=dislike", "Content-Type", form);
        call(413, "POST", page, "text=" + "x".repeat(20_000), "Content-Type", form);
        call(415, "POST", page, "{}", json());
        String reports = "/api/v1/reports";
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !api.get(reports).json().path("data").isEmpty());
        call(400, "GET", reports + "?state=closed", "");
        String one = reports + "/"
                + api.get(reports).json().path("data").path(0).path("id").asText();
        call(200, "GET", one, "");
        call(200, "POST", one + "/dismiss", "");
        call(204, "DELETE", one, "");
        call(404, "GET", reports + "/none", "");
        call(404, "POST", reports + "/none/dismiss", "");
        call(404, "DELETE", reports + "/none", "");
    }

    private void keys() {
        String keys = "/api/v1/keys";
        Answer made = call(201, "POST", keys, "{\"name\": \"openapi\", \"role\": \"reader\"}", json());
        String one = made.header("Location");
        call(400, "POST", keys, "{\"name\": \"openapi\"}", json());
        call(413, "POST", keys, " ".repeat(70_000), json());
        call(415, "POST", keys, "x", "Content-Type", "text/plain");
        call(200, "GET", one, "");
        call(404, "GET", keys + "/none", "");
        call(200, "POST", one + "/rotate", "{\"graceSeconds\": 0}", json());
        call(200, "POST", one + "/rotate", "");
        call(400, "POST", one + "/rotate", "{\"graceSeconds\": -1}", json());
        call(404, "POST", keys + "/none/rotate", "");
        call(413, "POST", one + "/rotate", " ".repeat(70_000), json());
        call(415, "POST", one + "/rotate", "x", "Content-Type", "text/plain");
        call(400, "DELETE", one, "x", "Content-Type", "text/plain");
        call(204, "DELETE", one, "");
        call(409, "POST", one + "/rotate", "");
        call(404, "DELETE", keys + "/none", "");
    }

    private void domains() {
        String domains = "/api/v1/domains";
        String name = freshSlug("openapi") + ".example.org";
        String body = "{\"domain\": \"" + name + "\"}";
        String one = call(201, "POST", domains, body, json()).header("Location");
        String change = "{\"baseTarget\": \"https://example.org/\"}";
        call(409, "POST", domains, body, json());
        call(400, "POST", domains, "{\"domain\": \"localhost\"}", json());
        call(200, "GET", one, "");
        call(200, "PATCH", one, change, json());
        call(400, "PATCH", one, "{\"baseTarget\": \"\"}", json());
        call(400, "DELETE", one, "x", "Content-Type", "text/plain");
        call(204, "DELETE", one, "");
        call(409, "PATCH", one, change, json());
        for (String method : List.of("POST", "PATCH")) {
            String path = method.equals("POST") ? domains : one;
            call(413, method, path, " ".repeat(70_000), json());
            call(415, method, path, "x", "Content-Type", "text/plain");
        }
        call(404, "GET", domains + "/none.example.org", "");
        call(404, "PATCH", domains + "/none.example.org", change, json());
        call(404, "DELETE", domains + "/none.example.org", "");
    }

    private void webhooks() {
        String hooks = "/api/v1/webhooks";
        Answer made = call(201, "POST", hooks, "{\"url\": \"https://hooks.example.invalid/\"}", json());
        String one = made.header("Location");
        call(400, "POST", hooks, "{\"url\": \"http://127.0.0.1/\"}", json());
        call(413, "POST", hooks, " ".repeat(70_000), json());
        call(415, "POST", hooks, "x", "Content-Type", "text/plain");
        for (String of : List.of("", "/deliveries")) {
            call(200, "GET", one + of, "");
            call(404, "GET", hooks + "/none" + of, "");
        }
        for (String change : List.of("/pause", "/resume")) {
            call(200, "POST", one + change, "");
            call(400, "POST", one + change, "x", "Content-Type", "text/plain");
            call(404, "POST", hooks + "/none" + change, "");
        }
        call(200, "POST", one + "/replay", "{\"from\": \"now\"}", json());
        call(400, "POST", one + "/replay", "{}", json());
        call(404, "POST", hooks + "/none/replay", "{\"from\": \"now\"}", json());
        for (String change : List.of("/replay", "/rotate")) {
            call(413, "POST", one + change, " ".repeat(70_000), json());
            call(415, "POST", one + change, "x", "Content-Type", "text/plain");
        }
        for (int secrets = 2; secrets <= 4; secrets++) {
            call(200, "POST", one + "/rotate", "");
        }
        call(409, "POST", one + "/rotate", "");
        call(200, "POST", one + "/rotate", "{\"finish\": true}", json());
        call(400, "POST", one + "/rotate", "{\"finish\": \"yes\"}", json());
        call(404, "POST", hooks + "/none/rotate", "");
        call(400, "DELETE", one, "x", "Content-Type", "text/plain");
        call(204, "DELETE", one, "");
        call(404, "DELETE", one, "");
    }

    private void blockedTargets() {
        String targets = "/api/v1/blocked-targets";
        String host = freshSlug("openapi") + ".example";
        call(201, "POST", targets, object().put("host", host).toString(), json());
        call(200, "POST", targets, object().put("host", host).toString(), json());
        call(200, "GET", targets, "");
        call(400, "POST", targets, "{\"host\": \"https://x\"}", json());
        call(413, "POST", targets, " ".repeat(70_000), json());
        call(415, "POST", targets, "x", "Content-Type", "text/plain");
        call(400, "DELETE", targets + "/a..b", "");
        call(204, "DELETE", targets + "/" + host, "");
        call(404, "DELETE", targets + "/" + host, "");
    }

    private void operationsWithoutParameters() {
        for (OpenApiDocument.Operation operation : document.operations()) {
            if (operation.answersWithAStream()) {
                Answer begin = api.beginOf(operation.template()).is(200);
                mistakes.addAll(document.mistakes("GET", operation.template(), begin));
            } else if (operation.method().equals("GET") && !operation.template().contains("{")) {
                call(-1, "GET", operation.template(), "");
            }
        }
    }

    private void assertEveryDocumentedAnswerWasSeen() {
        Set<String> unseen = new TreeSet<>(document.documented());
        unseen.removeAll(document.seen());
        unseen.removeAll(OF_KEYS);
        unseen.removeIf(response -> OF_FAULTS.contains(response.substring(response.lastIndexOf(' ') + 1)));
        assertThat(unseen)
                .as("documented answers that this test does not provoke")
                .isEmpty();
    }

    private Answer create(int status, com.fasterxml.jackson.databind.JsonNode body, String... headers) {
        return call(status, "POST", LINKS, body.toString(), json(headers));
    }

    private Answer edit(int status, String path, String body, String... headers) {
        return call(status, "PATCH", path, body, json(headers));
    }

    private static String[] json(String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", JSON));
        return all.toArray(String[]::new);
    }

    /** Sends a request and compares the answer with the document. Mistakes are collected for the end of the test. */
    private Answer call(int status, String method, String path, String body, String... headers) {
        Answer answer = api.send(
                method, path, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
        if (status > 0 && answer.status() != status) {
            mistakes.add(method + " " + path + " should have answered " + status + ": " + answer);
        }
        mistakes.addAll(document.mistakes(method, path, answer));
        return answer;
    }
}
