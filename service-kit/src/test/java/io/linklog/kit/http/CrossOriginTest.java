package io.linklog.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a browser learns when a page of another origin calls the API. */
class CrossOriginTest {

    private static final String APP = "https://app.example";
    private static final String EVIL = "https://evil.example";

    private static TestApi start(String... origins) {
        return TestApi.start(
                "command-service",
                ApiRoutes.ALL.stream()
                        .filter(route -> route.service().equals("command-service"))
                        .toList(),
                origins);
    }

    private static HttpResponse<String> ask(TestApi api, String origin, String path) throws Exception {
        return api.send("OPTIONS", path, "Origin", origin, "Access-Control-Request-Method", "PATCH");
    }

    private static List<String> corsHeaders(HttpHeaders headers) {
        return headers.map().keySet().stream()
                .filter(name -> name.toLowerCase().startsWith("access-control-"))
                .toList();
    }

    @Test
    void aPageOfAnAllowedOriginMayCallAllMethodsOfAPath() throws Exception {
        try (TestApi api = start(APP)) {
            HttpResponse<String> answer = ask(api, APP, "/api/v1/links/abc");
            assertThat(answer.statusCode()).isEqualTo(204);
            HttpHeaders headers = answer.headers();
            assertThat(headers.firstValue("Access-Control-Allow-Origin")).contains(APP);
            assertThat(headers.firstValue("Access-Control-Allow-Methods"))
                    .contains("GET, HEAD, PATCH, DELETE, OPTIONS")
                    .isEqualTo(headers.firstValue("Allow"));
            assertThat(headers.firstValue("Access-Control-Allow-Headers")
                            .orElse("")
                            .split(", "))
                    .contains("Content-Type", "Idempotency-Key", "If-Match", "Authorization", "X-Api-Key", "Prefer")
                    .contains("traceparent");
            assertThat(headers.firstValue("Access-Control-Max-Age")).contains("600");
            assertThat(headers.firstValue("Access-Control-Allow-Credentials")).isEmpty();
            assertThat(headers.firstValue("Vary")).contains("Origin");
        }
    }

    @Test
    void aPageOfAnAllowedOriginSendsWritesAndReadsAnswersAndErrors() throws Exception {
        try (TestApi api = start(APP)) {
            for (String path : List.of("/api/v1/links", "/api/v1/nothing", "/api/v1/events")) {
                HttpResponse<String> answer = api.send("POST", path, "Origin", APP, "Sec-Fetch-Site", "cross-site");
                assertThat(answer.statusCode()).as(path).isNotEqualTo(403);
                assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                        .contains(APP);
                assertThat(answer.headers()
                                .firstValue("Access-Control-Expose-Headers")
                                .orElse("")
                                .split(", "))
                        .contains("ETag", "Location", "Retry-After", "Linklog-Command-Id");
            }
            // not of the API
            assertThat(corsHeaders(api.send("GET", "/abc", "Origin", APP).headers()))
                    .isEmpty();
        }
    }

    @Test
    void aPageOfAnotherOriginIsToldNothing() throws Exception {
        try (TestApi api = start(APP, "http://localhost:3000")) {
            for (String origin : List.of(EVIL, "null", "https://app.example.evil.example", "http://app.example")) {
                HttpResponse<String> answer = ask(api, origin, "/api/v1/links/abc");
                assertThat(corsHeaders(answer.headers())).as(origin).isEmpty();
                assertThat(answer.headers().firstValue("Vary")).contains("Origin");
                assertThat(api.send("POST", "/api/v1/links", "Origin", origin).statusCode())
                        .isEqualTo(403);
            }
            HttpResponse<String> program = api.send("POST", "/api/v1/links");
            assertThat(program.statusCode()).isEqualTo(200);
            assertThat(corsHeaders(program.headers())).isEmpty();
            assertThat(program.headers().firstValue("Vary")).contains("Origin");
        }
    }

    @Test
    void withoutTheSettingNoOriginIsAllowed() throws Exception {
        try (TestApi api = start()) {
            HttpResponse<String> answer = ask(api, APP, "/api/v1/links/abc");
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(corsHeaders(answer.headers())).isEmpty();
            assertThat(answer.headers().firstValue("Vary")).isEmpty();
        }
    }

    @Test
    void withAStarEveryOriginIsAllowed() throws Exception {
        try (TestApi api = start("*")) {
            for (String origin : List.of(APP, EVIL, "null")) {
                assertThat(ask(api, origin, "/api/v1/links/abc").headers().firstValue("Access-Control-Allow-Origin"))
                        .contains("*");
                HttpResponse<String> write = api.send("POST", "/api/v1/links", "Origin", origin);
                assertThat(write.statusCode()).isEqualTo(200);
                assertThat(write.headers().firstValue("Access-Control-Allow-Origin"))
                        .contains("*");
            }
        }
    }
}
