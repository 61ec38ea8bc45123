package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Batches;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Log;
import io.linklog.acceptance.system.RawHttp;
import io.linklog.acceptance.system.WholeSystem;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be right gets a clear error and harms nothing. */
@WholeSystem
@Order(2)
final class BadInputIT {

    private static final String GOOD = "{\"longUrl\": \"https://example.org/\"}";

    private final Linklog linklog;
    private final Api api;
    private final RawHttp raw;

    BadInputIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
        this.raw = new RawHttp(linklog.port("LINKLOG_EDGE_PORT"));
    }

    @AfterEach
    void everythingStillWorks() {
        String code = api.create(link("https://example.org/good")).is(201).member("shortCode");
        api.get("/" + code).is(302);
    }

    // --- the body
    // -------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"https://example.org/\"",
                "{\"longUrl\": \"https://example.org/\"} trailing",
                "{\"longUrl\": \"https://example.org/\", \"longUrl\": \"https://example.org/2\"}",
                "{\"longUrl\": \"https://example.org/\", \"unknown\": 1}",
                "{\"longUrl\": 5}",
                "{\"longUrl\": null}",
                "{}",
                "{\"longUrl\": \"https://example.org/\", \"tags\": \"no list\"}",
                "{\"longUrl\": \"https://example.org/\", \"validSince\": \"yesterday\"}",
                "{\"longUrl\": \"https://example.org/\", \"validSince\": \"2030-01-01T00:00:00Z\", \"validUntil\": \"2029-01-01T00:00:00Z\"}",
                "{\"longUrl\": \"https://example.org/\", \"redirectStatus\": 200}",
                "{\"longUrl\": \"https://example.org/\", \"redirectStatus\": 302.5}",
                "{\"longUrl\": \"https://example.org/\", \"maxVisits\": -1}",
                "{\"longUrl\": \"https://example.org/\", \"maxVisits\": 99999999999999999999}",
                "{\"longUrl\": \"https://example.org/\", \"forwardQuery\": \"yes\"}",
                "{\"longUrl\": \"https://example.org/\", \"title\": \"a\\u0000b\"}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void aBodyThatIsNoLinkIsRefused(String body) {
        api.sendJson("POST", LINKS, body).isProblem(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "//example.org/",
                "ftp://example.org/",
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "https://",
                "https:///path",
                "https://user:secret@example.org/",
                "https://user@example.org/",
                "https://exa mple.org/",
                "https://example.org/a\\nb",
                "https://example.org/\\u0000",
                "https://example.org/\\u007f",
                "https://example.org:99999/"
            })
    void aTargetThatIsNoWebAddressIsRefused(String url) {
        Answer answer =
                api.sendJson("POST", LINKS, "{\"longUrl\": \"" + url + "\"}").isProblem(400);
        assertThat(answer.member("detail")).contains("longUrl");
    }

    @Test
    void aTargetMayHave2048CharactersAndNoMore() {
        String most = "https://example.org/" + "a".repeat(2_048 - "https://example.org/".length());
        String code = api.create(link(most)).is(201).member("shortCode");
        assertThat(api.get("/" + code).is(302).header("Location")).isEqualTo(most);
        api.create(link(most + "a")).isProblem(400);
    }

    @Test
    void aTargetOfOurOwnIsRefusedForItWouldLoop() {
        api.create(link(api.base() + "/abc")).isProblem(400);
        api.create(link(api.base().replace("http://localhost", "https://LOCALHOST") + "/abc"))
                .isProblem(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "ä",
                "-a",
                "_a",
                "a/b",
                "a.b",
                "a+",
                "../x",
                "%41",
                "\\u0000",
                "\\n",
                "api",
                "API",
                "livez",
                "readyz",
                "metrics",
                "robots",
                "favicon",
                "well-known",
                "admin"
            })
    void aSlugThatCannotBeIsRefused(String slug) {
        Answer answer = api.sendJson(
                        "POST", LINKS, "{\"longUrl\": \"https://example.org/\", \"customSlug\": \"" + slug + "\"}")
                .isProblem(400);
        assertThat(answer.member("detail")).contains("customSlug");
    }

    @Test
    void aSlugMayHave64CharactersAndNoMore() {
        String most = freshSlug("long") + "x".repeat(64);
        api.create(link("https://example.org/").put("customSlug", most.substring(0, 64)))
                .is(201);
        api.create(link("https://example.org/").put("customSlug", most.substring(0, 65)))
                .isProblem(400);
    }

    @Test
    void aBodyMayHave64KibibytesAndNoMore() {
        String padding = " ".repeat(64 * 1024 - GOOD.length());
        api.sendJson("POST", LINKS, GOOD + padding).is(201);
        api.sendJson("POST", LINKS, GOOD + padding + " ").isProblem(413);
        // who still sends when the answer comes may find the connection reset before he has read it (RFC 9112, 9.6):
        // then there is no answer, and never another one
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> {
                    api.sendJson("POST", LINKS, GOOD + " ".repeat(4 << 20)).isProblem(413);
                    return true;
                });

        byte[] chunk = new byte[1024];
        Arrays.fill(chunk, (byte) ' ');
        StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < 80; i++) {
            chunks.append("400\r\n")
                    .append(new String(chunk, StandardCharsets.ISO_8859_1))
                    .append("\r\n");
        }
        raw.send(
                        head("POST " + LINKS, "Content-Type: application/json\nTransfer-Encoding: chunked"),
                        RawHttp.bytes(chunks + "0\r\n\r\n"))
                .isProblem(413);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] body = RawHttp.bytes("{\"longUrl\": \"https://example.org/\", \"title\": \"\u00c3\u0028\"}");
        api.send("POST", LINKS, BodyPublishers.ofByteArray(body), "Content-Type", "application/json")
                .isProblem(400);
        byte[] surrogate = RawHttp.bytes("{\"longUrl\": \"https://example.org/\", \"title\": \"\u00ed\u00a0\u0080\"}");
        api.send("POST", LINKS, BodyPublishers.ofByteArray(surrogate), "Content-Type", "application/json")
                .isProblem(400);
        api.sendJson("POST", LINKS, "{\"longUrl\": \"https://example.org/\", \"title\": \"\\ud800\"}")
                .isProblem(400);
    }

    // --- headers and methods
    // --------------------------------------------------------------------------------------------

    @Test
    void anIdempotencyKeyThatCannotBeIsRefused() {
        api.create(link("https://example.org/"), "Idempotency-Key", "").isProblem(400);
        api.create(link("https://example.org/"), "Idempotency-Key", "a b").isProblem(400);
        api.create(link("https://example.org/"), "Idempotency-Key", "x".repeat(256))
                .isProblem(400);
        api.create(link("https://example.org/"), "Idempotency-Key", "one", "Idempotency-Key", "two")
                .isProblem(400);
        raw.send(
                        head(
                                "POST " + LINKS,
                                "Content-Type: application/json\nContent-Length: " + GOOD.length()
                                        + "\nIdempotency-Key: \u00e4\u00ff"),
                        RawHttp.bytes(GOOD))
                .isProblem(400);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/links",
        "DELETE, /api/v1/links",
        "PATCH, /api/v1/links",
        "PUT, /api/v1/links/abc",
        "POST, /api/v1/links/abc",
        "POST, /api/v1/commands/abc",
        "DELETE, /api/v1/commands/abc",
        "POST, /abc",
        "DELETE, /abc"
    })
    void aMethodThatIsNotThereIsRefused(String method, String path) {
        Answer answer = api.sendJson(method, path, "{}").isProblem(405);
        assertThat(answer.header("Allow")).as("Allow of %s", answer).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, " + GOOD_CSV,
        "application/xml, <a/>",
        "application/x-www-form-urlencoded, longUrl=https://example.org/",
        "application/json; charset=iso-8859-1, " + GOOD_CSV
    })
    void aMediaTypeThatIsNotUnderstoodIsRefused(String type, String body) {
        api.send("POST", LINKS, BodyPublishers.ofString(body), "Content-Type", type)
                .isProblem(415);
    }

    private static final String GOOD_CSV = "'{\"longUrl\": \"https://example.org/\"}'";

    @Test
    void aBodyWithoutMediaTypeOrWithACodingIsRefused() {
        api.send("POST", LINKS, BodyPublishers.ofString(GOOD)).isProblem(415);
        api.send(
                        "POST",
                        LINKS,
                        BodyPublishers.ofString(GOOD),
                        "Content-Type",
                        "application/json",
                        "Content-Encoding",
                        "gzip")
                .isProblem(415);
        api.send("POST", LINKS + "/batch", BodyPublishers.ofString(GOOD), "Content-Type", "application/json")
                .isProblem(415);
    }

    @Test
    void anEntityTagThatIsNoVersionIsRefused() {
        String code = api.create(link("https://example.org/")).is(201).member("shortCode");
        api.edit(code, Api.object().put("title", "x"), "If-Match", "1").isProblem(400);
        api.edit(code, Api.object().put("title", "x"), "If-Match", "\"one\"").isProblem(400);
        api.edit(code, Api.object().put("title", "x"), "If-Match", "\"7\"").isProblem(412);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=many",
                "limit=100000",
                "cursor=nonsense",
                "cursor=",
                "state=LOST",
                "unknown=1",
                "limit=1&limit=2"
            })
    void aListParameterThatCannotBeIsRefused(String query) {
        api.get(LINKS + "?" + query).isProblem(400);
    }

    @Test
    void aMomentThatIsNoneIsRefused() {
        String code = api.create(link("https://example.org/")).is(201).member("shortCode");
        api.get(LINKS + "/" + code + "?asOf=yesterday").isProblem(400);
    }

    @Test
    void aRequestThatIsNoHttpIsRefused() {
        for (String head : new String[] {
            "nonsense\n\n",
            "GET /a\u0001b HTTP/1.1\nHost: localhost\nConnection: close\n\n",
            "GET / HTTP/1.1\nHost: localhost\nBroken header\nConnection: close\n\n",
            "POST " + LINKS + " HTTP/1.1\nHost: localhost\nContent-Length: 5\nContent-Length: 6\nConnection: close\n\n",
            "POST " + LINKS + " HTTP/1.1\nHost: localhost\nContent-Length: many\nConnection: close\n\n"
        }) {
            // HAProxy 2.6 has one fixed page for what it cannot parse at all; its errorfile does not reach there
            raw.send(head, new byte[0]).is(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%00", "/%0d%0aX-Injected:%201", "/%zz", "/%ff%fe", "/..%2f..%2fetc", "/a%2fb", "/;x=1"})
    void aPathThatCannotBeACodeIsAnsweredAndNotFollowed(String path) {
        Answer answer = raw.send(head("GET " + path, "Accept: application/json"), new byte[0]);
        assertThat(answer.status()).as("%s", answer).isIn(400, 404);
        answer.isProblem(answer.status());
        assertThat(answer.header("X-Injected")).isEmpty();
    }

    @Test
    void headersWithoutEndAreRefused() {
        Answer answer = raw.send(head("GET /abc", "X-Long: " + "x".repeat(100_000)), new byte[0]);
        // the edge's fixed page, as above
        assertThat(answer.status()).as("%s", answer).isIn(400, 431);
    }

    @Test
    void linesOfABatchAreRefusedOneByOne() {
        String long64k = "{\"longUrl\": \"https://example.org/" + "a".repeat(70_000) + "\"}";
        String bad = "\u00ff\u00fe";
        byte[] body = RawHttp.bytes(GOOD + "\n" + long64k + "\n" + bad + "\n{\"longUrl\": 1}\n[]\n" + GOOD + "\n");
        Answer answer = api.send(
                        "POST",
                        LINKS + "/batch",
                        BodyPublishers.ofByteArray(body),
                        "Content-Type",
                        "application/x-ndjson")
                .is(200);
        assertThat(Batches.results(answer))
                .extracting(result -> result.path("status").asInt())
                .containsExactly(201, 413, 400, 400, 400, 201);
    }

    private static String head(String methodAndPath, String headers) {
        return methodAndPath + " HTTP/1.1\nHost: localhost\nConnection: close\n" + headers + "\n\n";
    }

    // --- the log
    // --------------------------------------------------------------------------------------------------------

    @Test
    void recordsThatAreNoCommandsGoToTheDeadLettersAndTheTopologyGoesOn() throws Exception {
        try (Log log = new Log(linklog)) {
            int foreign = log.registerForeignSchema();
            byte[] ofForeignSchema = ByteBuffer.allocate(6)
                    .put((byte) 0)
                    .putInt(foreign)
                    .put((byte) 2)
                    .array();
            byte[] ofNoSchema = ByteBuffer.allocate(6)
                    .put((byte) 0)
                    .putInt(1_000_000)
                    .put((byte) 2)
                    .array();
            byte[] cutShort = ByteBuffer.allocate(5)
                    .put((byte) 0)
                    .putInt(log.schemaId("link-commands-value"))
                    .array();
            byte[][] values = {
                new byte[0], "nonsense".getBytes(StandardCharsets.UTF_8), ofForeignSchema, ofNoSchema, cutShort, null
            };
            for (byte[] value : values) {
                String key = freshSlug("bad");
                log.write("link-commands", key, value);
                Log.Dead dead = log.awaitDeadLetter("link-commands.dlq", key);
                assertThat(dead.value()).isEqualTo(value);
                assertThat(dead.headers().get("linklog-error")).isNotBlank();
                assertThat(dead.headers().get("linklog-error-class")).isNotBlank();
                assertThat(dead.headers()).containsEntry("linklog-topic", "link-commands");
                assertThat(dead.headers().get("linklog-partition")).isEqualTo(Integer.toString(dead.partition()));
                assertThat(dead.headers().get("linklog-offset")).matches("\\d+");
            }
        }
    }

    @Test
    void recordsThatAreNoEventsGoToTheDeadLettersAndReadersGoOn() throws Exception {
        try (Log log = new Log(linklog)) {
            String key = freshSlug("bad");
            log.write("link-events", key, "nonsense".getBytes(StandardCharsets.UTF_8));
            Log.Dead dead = log.awaitDeadLetter("link-events.dlq", key);
            assertThat(dead.headers().get("linklog-error")).isNotBlank();
            assertThat(dead.headers()).containsEntry("linklog-topic", "link-events");
            api.get("/" + key).is(404);
        }
    }
}
