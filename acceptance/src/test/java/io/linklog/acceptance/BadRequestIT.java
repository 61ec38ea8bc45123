package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Batches;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.RawHttp;
import io.linklog.acceptance.system.WholeSystem;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad methods, headers, parameters and bytes get a clear error and harm nothing. */
@WholeSystem
@Order(2)
final class BadRequestIT {

    private static final String GOOD = "{\"longUrl\": \"https://example.org/\"}";

    private final Linklog linklog;
    private final Api api;
    private final RawHttp raw;

    BadRequestIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
        this.raw = new RawHttp(linklog.port("LINKLOG_EDGE_PORT"));
    }

    @AfterEach
    void everythingStillWorks() {
        linklog.createAndFollow();
    }

    @Test
    void refusesAnInvalidIdempotencyKey() {
        api.create(link("https://example.org/"), "Idempotency-Key", "").isProblem(400);
        api.create(link("https://example.org/"), "Idempotency-Key", "a b").isProblem(400);
        api.create(link("https://example.org/"), "Idempotency-Key", "x".repeat(256))
                .isProblem(400);
        api.create(link("https://example.org/"), "Idempotency-Key", "one", "Idempotency-Key", "two")
                .isProblem(400);
        raw.send(
                        RawHttp.head(
                                "POST " + LINKS,
                                linklog.keyHeader() + "\nContent-Type: application/json\nContent-Length: "
                                        + GOOD.length() + "\nIdempotency-Key: \u00e4\u00ff"),
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
        "PUT, /abc",
        "DELETE, /abc"
    })
    void refusesAnUnsupportedMethod(String method, String path) {
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
    void refusesAnUnsupportedMediaType(String type, String body) {
        api.send("POST", LINKS, BodyPublishers.ofString(body), "Content-Type", type)
                .isProblem(415);
    }

    private static final String GOOD_CSV = "'{\"longUrl\": \"https://example.org/\"}'";

    @Test
    void refusesABodyWithoutMediaTypeOrWithContentEncoding() {
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
    void refusesAnEntityTagThatIsNotAVersion() {
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
    void refusesAnInvalidListParameter(String query) {
        api.get(LINKS + "?" + query).isProblem(400);
    }

    @Test
    void refusesAnInvalidInstant() {
        String code = api.create(link("https://example.org/")).is(201).member("shortCode");
        api.get(LINKS + "/" + code + "?asOf=yesterday").isProblem(400);
    }

    @Test
    void refusesARequestThatIsNotHttp() {
        for (String head : new String[] {
            "nonsense\n\n",
            "GET /a\u0001b HTTP/1.1\nHost: localhost\nConnection: close\n\n",
            "GET / HTTP/1.1\nHost: localhost\nBroken header\nConnection: close\n\n",
            "POST " + LINKS + " HTTP/1.1\nHost: localhost\nContent-Length: 5\nContent-Length: 6\nConnection: close\n\n",
            "POST " + LINKS + " HTTP/1.1\nHost: localhost\nContent-Length: many\nConnection: close\n\n"
        }) {
            // for a request that it cannot parse, HAProxy sends a fixed page instead of its errorfile (until 3.4)
            raw.send(head, new byte[0]).is(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%00", "/%0d%0aX-Injected:%201", "/%zz", "/%ff%fe", "/..%2f..%2fetc", "/a%2fb", "/;x=1"})
    void answersAPathThatCannotBeACodeWithAProblem(String path) {
        Answer answer = raw.send(RawHttp.head("GET " + path, "Accept: application/json"), new byte[0]);
        assertThat(answer.status()).as("%s", answer).isIn(400, 404);
        answer.isProblem(answer.status());
        assertThat(answer.header("X-Injected")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {6_000, 8_000, 12_000, 16_000})
    void followsALinkWithALongHead(int bytes) {
        String code = api.create(link("https://example.org/")).is(201).member("shortCode");
        raw.send(RawHttp.head("GET /" + code, "Cookie: a=" + "x".repeat(bytes)), new byte[0])
                .is(302);
        raw.send(RawHttp.head("GET /" + code + "?a=" + "x".repeat(bytes), "X-Other: 1"), new byte[0])
                .is(302);
    }

    @ParameterizedTest
    @ValueSource(ints = {16_400, 17_000, 18_500})
    void refusesAHeadThatIsTooLong(int bytes) {
        Answer answer = raw.send(RawHttp.head("GET /abc", "Cookie: a=" + "x".repeat(bytes)), new byte[0])
                .isProblem(431);
        assertThat(answer.text()).contains("headers-too-large", "16384 bytes");
        raw.send(RawHttp.head("GET /abc?" + "x".repeat(bytes), "X-Other: 1"), new byte[0])
                .isProblem(431);
    }

    @Test
    void refusesEndlessHeaders() {
        Answer answer = raw.send(RawHttp.head("GET /abc", "X-Long: " + "x".repeat(100_000)), new byte[0]);
        // it does not fit into a buffer of HAProxy, whose answer is then a fixed page
        assertThat(answer.status()).as("%s", answer).isIn(400, 431);
    }

    /** Messengers and people write paths as they look. */
    @ParameterizedTest
    @ValueSource(strings = {"/b\u00c3\u00bccher", "/b\u00fccher", "/\u00ff\u00fe", "/a|b", "/a\"b"})
    void servesAPathWithBytesThatABrowserWouldEncode(String path) {
        raw.send(RawHttp.head("GET " + path, "Accept: application/json"), new byte[0])
                .isProblem(404);
    }

    @Test
    void refusesBadLinesOfABatchOneByOne() {
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
}
