package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.command.RunningService.Reply;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes get a clear answer, and nothing reaches the log. */
class RefusalsIT {

    private static final String ANY = "{\"longUrl\": \"https://example.org/\"}";

    private static InMemoryTopology topology;
    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY);
        topology = new InMemoryTopology(stack);
        service = new RunningService(stack, Map.of("LINKLOG_OWN_HOSTS", "s.example, Other.Example"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        if (topology != null) {
            // first: an open one would decide the commands of other tests, too
            topology.close();
            assertThat(topology.links())
                    .as("every link was asked for properly")
                    .allMatch(stored ->
                            stored.getLink().getAttributes().getLongUrl().equals("https://example.org/"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.org/", "example.org", "https://user:pw@example.org/", "https://go.example/x",
                "https://GO.example:8443/x", "http://s.example/", "http://other.example./", "https://a b.example/",
                "https://example.org/\\u0000", "https://example.org/\\ud800", "https://example.org/\\r\\nX: y", ""
            })
    void anInvalidTargetIsAnswered400(String longUrl) {
        Reply reply = service.post("/api/v1/links", "{\"longUrl\": \"" + longUrl + "\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(pointers(reply)).containsExactly("/longUrl");
    }

    @Test
    void aTargetOf8193CharactersIsAnswered400() {
        String longUrl = "https://example.org/" + "a".repeat(8_173);
        Reply reply = service.post("/api/v1/links", "{\"longUrl\": \"" + longUrl + "\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(pointers(reply)).containsExactly("/longUrl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "LIVEZ", "robots.txt", "a b", ".a", "a+", "a/b", "", "ä"})
    void anInvalidSlugIsAnswered400(String slug) {
        Reply reply = service.post(
                "/api/v1/links", "{\"longUrl\": \"https://example.org/\", \"customSlug\": \"" + slug + "\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(pointers(reply)).containsExactly("/customSlug");
    }

    @Test
    void allMistakesAreAnsweredTogether() {
        Reply reply = service.post(
                "/api/v1/links",
                "{\"longUrl\": \"nowhere\", \"customSlug\": \"api\", \"crawlable\": \"yes\", \"maxVisits\": 0,"
                        + " \"redirectStatus\": 303, \"surprise\": 1,"
                        + " \"validSince\": \"2026-02-01T00:00:00Z\", \"validUntil\": \"2026-01-01T00:00:00Z\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.json().path("type").asText()).isEqualTo("urn:linklog:problem:invalid-request");
        assertThat(pointers(reply))
                .containsExactlyInAnyOrder(
                        "/longUrl",
                        "/customSlug",
                        "/crawlable",
                        "/maxVisits",
                        "/redirectStatus",
                        "/surprise",
                        "/validUntil");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/longUrl  | {'longUrl': null}",
                "/longUrl  | {'longUrl': 'https://go.example/loop'}",
                "/tags     | {'tags': null}",
                "/tags     | {'tags': ['a', 'a']}",
                "/x        | {'x': 1}"
            })
    void mistakesOfAnEditAreAnswered400(String pointer, String body) {
        Reply reply =
                service.send("PATCH", "/api/v1/links/abc", "application/merge-patch+json", body.replace('\'', '"'));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(pointers(reply)).containsExactly(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "tab\there", ""})
    void anInvalidIdempotencyKeyIsAnswered400(String key) {
        Reply reply = service.post("/api/v1/links", ANY, "Idempotency-Key", key);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("detail").asText()).contains("Idempotency-Key");
        assertThat(service.post("/api/v1/links", ANY, "Idempotency-Key", "k".repeat(256))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anInvalidVersionIsAnswered400() {
        Reply reply = service.send("DELETE", "/api/v1/links/abc", null, null, "If-Match", "3");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("detail").asText()).contains("If-Match");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=iso-8859-1",
                "application/x-ndjson"
            })
    void anUnsupportedMediaTypeIsAnswered415WithTheSupportedOnes(String type) {
        Reply reply = service.send("POST", "/api/v1/links", type, ANY);
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.header("Accept-Post")).isEqualTo("application/json");
        reply = service.send("PATCH", "/api/v1/links/abc", type, "{}");
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.header("Accept-Patch")).contains("application/merge-patch+json");
        reply = service.send("POST", "/api/v1/links/batch", "text/plain", ANY);
        assertThat(reply.status()).isEqualTo(415);
    }

    @Test
    void theCharsetUtf8IsAcceptedAndAContentEncodingIsNot() {
        assertThat(service.send("POST", "/api/v1/links", "application/json; Charset=\"UTF-8\"", ANY)
                        .status())
                .isEqualTo(201);
        assertThat(service.post("/api/v1/links", ANY, "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(415);
        assertThat(service.send("POST", "/api/v1/links", null, ANY).status()).isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/api/v1/links,'GET, HEAD, POST, OPTIONS'",
        "PUT,/api/v1/links/abc,'GET, HEAD, PATCH, DELETE, OPTIONS'",
        "POST,/api/v1/links/abc,'GET, HEAD, PATCH, DELETE, OPTIONS'",
        "PUT,/api/v1/links/batch,'GET, HEAD, POST, PATCH, DELETE, OPTIONS'",
        "GET,/api/v1/links/abc/restore,'POST, OPTIONS'",
        "DELETE,/api/v1/commands/abc,'GET, HEAD, OPTIONS'"
    })
    void anUnsupportedMethodIsAnswered405WithTheAllowedOnes(String method, String path, String allow) {
        Reply reply = service.send(method, path, "application/json", "{}");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo(allow);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        Reply options = service.send("OPTIONS", path, null, null);
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Allow")).isEqualTo(allow);
    }

    @Test
    void headOfAnUnknownCommandIsAnswered404() {
        assertThat(service.send("HEAD", "/api/v1/commands/abc", null, null).status())
                .isEqualTo(404);
    }

    @Test
    void anUnknownPathIsAnswered404AsAProblem() {
        Reply reply = service.send("GET", "/nowhere", null, null);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void aBodyOnARequestWithoutOneIsAnswered400() {
        assertThat(service.post("/api/v1/links/abc/restore", "{}").status()).isEqualTo(400);
        assertThat(service.send("DELETE", "/api/v1/links/abc", "application/json", "{}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aBodyOf64KibIsReadAndOneByteMoreIsAnswered413() {
        String rest = "\", \"longUrl\": \"https://example.org/\"}";
        String begin = "{\"title\": \"";
        String body = begin + "t".repeat(65_536 - begin.length() - rest.length()) + rest;
        Reply fits = service.post("/api/v1/links", body);
        assertThat(fits.status()).isEqualTo(400);
        assertThat(pointers(fits)).containsExactly("/title");
        assertThat(service.post("/api/v1/links", body + " ").status()).isEqualTo(413);
        assertThat(service.send("PATCH", "/api/v1/links/abc", "application/json", body + " ")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void aBodyOfUnknownLengthIsAnswered413WhenItGrowsTooLarge() throws Exception {
        try (RawHttp http = new RawHttp(service.port)) {
            http.send("POST /api/v1/links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n");
            String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
            for (int i = 0; i < 17; i++) {
                http.send(chunk);
            }
            assertThat(http.readUntil("\r\n")).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aBodyAnnouncedAsTooLargeIsAnswered413BeforeItIsSent() throws Exception {
        try (RawHttp http = new RawHttp(service.port)) {
            http.send("POST /api/v1/links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000000000\r\n\r\n");
            assertThat(http.readUntil("\r\n")).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void invalidUtf8IsAnswered400() throws Exception {
        byte[] body = "{\"longUrl\": \"https://example.org/?\"}".getBytes(StandardCharsets.UTF_8);
        for (int illegal : new int[] {0xff, 0xc0, 0x80, 0xed}) {
            body[33] = (byte) illegal;
            try (RawHttp http = new RawHttp(service.port)) {
                String answer =
                        http.post("/api/v1/links", "application/json", body).readAll();
                assertThat(answer).startsWith("HTTP/1.1 400").contains("UTF-8").contains("\"pointer\":\"\"");
            }
        }
    }

    @Test
    void nonAsciiBytesInAnIdempotencyKeyAreAnswered400() throws Exception {
        try (RawHttp http = new RawHttp(service.port)) {
            http.send("POST /api/v1/links HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\n"
                    + "Idempotency-Key: k\u00e4\r\nContent-Length: " + ANY.length() + "\r\n\r\n" + ANY);
            assertThat(http.readAll()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void callersWhoSendSlowlyHoldNoThreads() throws Exception {
        List<RawHttp> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                RawHttp http = new RawHttp(service.port);
                slow.add(http);
                http.send("POST /api/v1/links HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: "
                        + ANY.length() + "\r\n\r\n" + ANY.substring(0, 10));
            }
            assertThat(service.post("/api/v1/links", ANY).status()).isEqualTo(201);
            for (RawHttp http : slow) {
                http.send(ANY.substring(10));
            }
            for (RawHttp http : slow) {
                assertThat(http.readUntil("\r\n")).startsWith("HTTP/1.1 201");
            }
        } finally {
            for (RawHttp http : slow) {
                http.close();
            }
        }
    }

    private static List<String> pointers(Reply reply) {
        List<String> pointers = new ArrayList<>();
        for (JsonNode error : reply.json().path("errors")) {
            assertThat(error.path("detail").asText()).isNotEmpty();
            pointers.add(error.path("pointer").asText());
        }
        return pointers;
    }
}
