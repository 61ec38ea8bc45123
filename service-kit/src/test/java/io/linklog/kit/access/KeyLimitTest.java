package io.linklog.kit.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller sees of the limits of its key and of its address. */
class KeyLimitTest {

    private final TestKeys keys = new TestKeys();
    private final LongAnswers longAnswers = new LongAnswers();
    private HttpApi api = start(keys.control(true, longAnswers, Duration.ZERO));
    private final HttpClient http = HttpClient.newHttpClient();

    private static HttpApi start(AccessControl control) {
        return HttpApi.start(
                ListenSettings.loopback(), 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
                    control.addTo(config);
                    ApiRoutes.ALL.forEach(route ->
                            config.routes.addHttpHandler(route.method(), route.path(), ctx -> ctx.result("passed")));
                });
    }

    @AfterEach
    void stop() {
        api.close();
        longAnswers.close();
    }

    private HttpResponse<String> send(String method, String path, KeyText key) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                        .header(KeyText.HEADER, key.reveal())
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> list(KeyText key) throws Exception {
        return send("GET", "/api/v1/links", key);
    }

    private KeyText limited(String limit) {
        KeyText key = keys.add("default", Role.AUTHOR);
        keys.limit(key, limit);
        return key;
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    @Test
    void overItsLimitAKeyIsAnswered429AndTheAnswerSaysWhenToTryAgain() throws Exception {
        KeyText key = limited("3/m");
        for (int left = 2; left >= 0; left--) {
            HttpResponse<String> answer = list(key);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "RateLimit-Policy")).isEqualTo("\"reads\";q=3;w=60");
            assertThat(header(answer, "RateLimit")).isEqualTo("\"reads\";r=" + left + ";t=" + (3 - left) * 20);
            assertThat(header(answer, "Retry-After")).isEqualTo("none");
        }
        HttpResponse<String> refused = list(key);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "Content-Type")).startsWith("application/problem+json");
        assertThat(header(refused, "Retry-After")).isEqualTo("20");
        assertThat(header(refused, "RateLimit")).isEqualTo("\"reads\";r=0;t=60");
        assertThat(refused.body())
                .contains("urn:linklog:problem:rate-limited", "\"violatedPolicies\":[\"reads\"]", "\"retryAfter\":20");
        keys.pass(Duration.ofSeconds(20));
        assertThat(list(key).statusCode()).isEqualTo(200);
        assertThat(list(key).statusCode()).isEqualTo(429);
    }

    @Test
    void readsAndWritesAreCountedApartAndSoAreKeys() throws Exception {
        KeyText key = limited("1/m");
        assertThat(list(key).statusCode()).isEqualTo(200);
        assertThat(list(key).statusCode()).isEqualTo(429);
        HttpResponse<String> write = send("POST", "/api/v1/links", key);
        assertThat(write.statusCode()).isEqualTo(200);
        assertThat(header(write, "RateLimit-Policy")).isEqualTo("\"writes\";q=1;w=60");
        assertThat(send("DELETE", "/api/v1/links/abc", key).statusCode()).isEqualTo(429);
        assertThat(list(limited("1/m")).statusCode()).isEqualTo(200);
    }

    @Test
    void aCallThatIsRefusedForItsRoleCountsToo() throws Exception {
        KeyText key = limited("1/m");
        assertThat(send("GET", "/api/v1/keys", key).statusCode()).isEqualTo(403);
        assertThat(send("GET", "/api/v1/keys", key).statusCode()).isEqualTo(429);
    }

    @Test
    void instancesDivideTheLimit() throws Exception {
        KeyText key = limited("6/m");
        keys.instances(3);
        assertThat(header(list(key), "RateLimit")).isEqualTo("\"reads\";r=1;t=30");
        assertThat(list(key).statusCode()).isEqualTo(200);
        assertThat(header(list(key), "Retry-After")).isEqualTo("30");
    }

    @Test
    void anAddressWithTooMany401sGets429AlsoWithAKeyThatWorksUntilTimeHasPassed() throws Exception {
        api.close();
        keys.unauthorized("2/m", "10.0.0.0/8");
        api = start(keys.control(true, longAnswers, Duration.ZERO));
        KeyText right = keys.add("default", Role.READER);
        KeyText wrong = keys.withOtherSecret(right);
        for (int i = 0; i < 20; i++) {
            assertThat(list(right).statusCode()).isEqualTo(200); // what succeeds is not counted
        }
        assertThat(list(wrong).statusCode()).isEqualTo(401);
        assertThat(list(wrong).statusCode()).isEqualTo(401);
        for (KeyText key : List.of(wrong, right)) {
            HttpResponse<String> refused = list(key);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(refused, "Retry-After")).isEqualTo("30");
            assertThat(header(refused, "RateLimit-Policy")).isEqualTo("\"unauthorized\";q=2;w=60");
        }
        assertThat(from("10.1.1.1", wrong)).isEqualTo(401); // never limited
        assertThat(from("198.51.100.1", right)).isEqualTo(200); // another client of the same edge
        keys.pass(Duration.ofSeconds(30));
        assertThat(list(right).statusCode()).isEqualTo(200);
    }

    private int from(String client, KeyText key) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/api/v1/links"))
                                .header(KeyText.HEADER, key.reveal())
                                .header("X-Forwarded-For", client)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aKeyWithoutALimitIsNeverRefusedAndIsToldNothing() throws Exception {
        KeyText key = keys.add("default", Role.READER);
        for (int i = 0; i < 50; i++) {
            HttpResponse<String> answer = list(key);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "RateLimit")).isEqualTo("none");
        }
    }
}
