package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.RawHttp;
import io.linklog.acceptance.system.WholeSystem;
import io.linklog.schemas.urls.Location;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad bodies, targets and slugs get a clear error and harm nothing. */
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
        linklog.createAndFollow();
    }

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
    void refusesABodyThatIsNotALink(String body) {
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
                "https://example.org:99999/",
                "https://example.org:port/",
                "http://[::1",
                "http://a<b>/",
                "http://ho%00st/",
                "https://192.168.0.257/",
                "http://http://example.org/"
            })
    void refusesATargetThatIsNotAWebAddress(String url) {
        Answer answer =
                api.sendJson("POST", LINKS, "{\"longUrl\": \"" + url + "\"}").isProblem(400);
        assertThat(answer.member("detail")).contains("longUrl");
    }

    /** The edge and the services have buffers of their own: none of them may be the first to say no. */
    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "\u6f22"})
    void aTargetOfEachLengthLeadsThroughTheEdge(String part) {
        String begin = "https://example.org/b" + part + "c?";
        int most = (8_192 - Location.of(begin + "e").length())
                / (Location.of(begin + part + "e").length()
                        - Location.of(begin + "e").length());
        for (int parts : List.of(0, 650, 1_340, most)) {
            String target = begin + part.repeat(Math.min(parts, most)) + "e";
            Answer made = api.create(link(" " + target + "\u200b")).is(201);
            assertThat(made.member("longUrl")).isEqualTo(target);
            assertThat(made.member("location")).isEqualTo(Location.of(target));
            String path = "/" + made.member("shortCode");
            assertThat(api.get(path).is(302).header("Location")).isEqualTo(Location.of(target));
            String query = "q".repeat(Math.min(16_384 - Location.of(target).length() - 1, 14_000));
            assertThat(api.get(path + "?" + query).is(302).header("Location"))
                    .isEqualTo(Location.of(target) + "&" + query);
        }
        String target = begin + part.repeat(most) + "e";
        api.create(link(begin + part.repeat(most + 1) + "e")).isProblem(400);
        String code = api.create(link(target)).is(201).member("shortCode");
        api.get("/" + code + "?" + "q".repeat(16_384 - Location.of(target).length()))
                .isProblem(414);
    }

    @Test
    void refusesATargetOnItsOwnDomainBecauseItWouldLoop() {
        api.create(link(api.base() + "/abc")).isProblem(400);
        api.create(link(api.base().replace("http://localhost", "https://LOCALHOST") + "/abc"))
                .isProblem(400);
        for (String host : List.of("127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost.")) {
            api.create(link(api.base().replace("localhost", host) + "/abc")).isProblem(400);
        }
        api.create(link("http://localhost:1/abc")).is(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "ä",
                ".a",
                "a/b",
                "a.",
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
                "robots.txt",
                "favicon.ico",
                "well-known",
                "admin"
            })
    void refusesAnInvalidSlug(String slug) {
        Answer answer = api.sendJson(
                        "POST", LINKS, "{\"longUrl\": \"https://example.org/\", \"customSlug\": \"" + slug + "\"}")
                .isProblem(400);
        assertThat(answer.member("detail")).contains("customSlug");
    }

    @Test
    void limitsASlugTo128Characters() {
        String most = freshSlug("long") + "x".repeat(128);
        api.create(link("https://example.org/").put("customSlug", most.substring(0, 128)))
                .is(201);
        api.create(link("https://example.org/").put("customSlug", most.substring(0, 129)))
                .isProblem(400);
    }

    @Test
    void limitsABodyTo64Kibibytes() {
        String padding = " ".repeat(64 * 1024 - GOOD.length());
        api.sendJson("POST", LINKS, GOOD + padding).is(201);
        api.sendJson("POST", LINKS, GOOD + padding + " ").isProblem(413);
        // a client that still sends when the answer arrives may see a reset before it reads the answer (RFC 9112,
        // 9.6), so an attempt may end without an answer, but never with another one
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
                        RawHttp.head(
                                "POST " + LINKS,
                                linklog.keyHeader() + "\nContent-Type: application/json\nTransfer-Encoding: chunked"),
                        RawHttp.bytes(chunks + "0\r\n\r\n"))
                .isProblem(413);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] body = RawHttp.bytes("{\"longUrl\": \"https://example.org/\", \"title\": \"\u00c3\u0028\"}");
        api.send("POST", LINKS, BodyPublishers.ofByteArray(body), "Content-Type", "application/json")
                .isProblem(400);
        byte[] surrogate = RawHttp.bytes("{\"longUrl\": \"https://example.org/\", \"title\": \"\u00ed\u00a0\u0080\"}");
        api.send("POST", LINKS, BodyPublishers.ofByteArray(surrogate), "Content-Type", "application/json")
                .isProblem(400);
        api.sendJson("POST", LINKS, "{\"longUrl\": \"https://example.org/\", \"title\": \"\\ud800\"}")
                .isProblem(400);
    }
}
