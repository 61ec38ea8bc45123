package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.client.Networks;
import io.linklog.kit.ratelimit.LimitSettings;
import io.linklog.kit.tracing.Tracing;
import io.linklog.query.TestLinks;
import io.linklog.query.lookup.TestLookups;
import io.linklog.schemas.Link;
import io.opentelemetry.api.trace.SpanContext;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Visitors while the store is slow: it answers when the test says so. */
class LookUpPlacesTest {

    private static final LimitSettings HALF = new LimitSettings(Networks.parse("none"), Map.of(), 50);

    private final Map<String, CompletableFuture<Optional<Link>>> loads = new ConcurrentHashMap<>();
    private RedirectServer server;
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    @BeforeEach
    void start() throws Exception {
        server = RedirectServer.start(TestRedirects.handler(TestLookups.over(this::load), Tracing.off(), HALF));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private CompletableFuture<Optional<Link>> load(String code, SpanContext trace) {
        return loads.computeIfAbsent(code, name -> new CompletableFuture<>());
    }

    private CompletableFuture<HttpResponse<String>> get(String code, String client) {
        return http.sendAsync(
                HttpRequest.newBuilder(server.uri("/" + code))
                        .header("X-Forwarded-For", client)
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Visits a code whose look-up does not end yet. */
    private CompletableFuture<HttpResponse<String>> begin(String code, String client) {
        CompletableFuture<HttpResponse<String>> answer = get(code, client);
        await().until(() -> loads.containsKey(code));
        return answer;
    }

    @Test
    void oneClientsLookUpsLeavePlacesForTheOthers() {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < TestRedirects.PLACES / 2; i++) {
            waiting.add(begin("slow" + i, "203.0.113.7"));
        }
        HttpResponse<String> refused = get("more", "203.0.113.7").join();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body()).contains("urn:linklog:problem:too-many-at-once", "LINKLOG_CLIENT_SHARE");
        assertThat(loads).doesNotContainKey("more");

        waiting.add(begin("other0", "203.0.113.8"));
        waiting.add(begin("other1", "203.0.113.9"));
        assertThat(get("full", "203.0.113.10").join().statusCode()).isEqualTo(503);

        loads.forEach((code, load) -> load.complete(Optional.of(TestLinks.link(code, "https://example.org/" + code))));
        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            assertThat(answer.join().statusCode()).isEqualTo(302);
        }
        // what is in memory needs no place, and those of the ended look-ups are free
        assertThat(get("slow0", "203.0.113.7").join().statusCode()).isEqualTo(302);
        CompletableFuture<HttpResponse<String>> again = begin("again", "203.0.113.7");
        loads.get("again").complete(Optional.empty());
        assertThat(again.join().statusCode()).isEqualTo(404);
    }
}
