package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.client.Networks;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.kit.ratelimit.LimitSettings;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.keys.RateLimit;
import io.linklog.query.TestLinks;
import io.linklog.query.lookup.TestLookups;
import io.linklog.schemas.Link;
import io.opentelemetry.api.trace.SpanContext;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A visitor who tries codes. */
class UnknownCodesTest {

    private static final LimitSettings TWO_A_MINUTE =
            new LimitSettings(Networks.parse("none"), Map.of(Failure.UNKNOWN_CODE, new RateLimit(2, 60)), 50);

    private final AtomicInteger loads = new AtomicInteger();
    private RedirectServer server;
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    @BeforeEach
    void start() throws Exception {
        server = RedirectServer.start(TestRedirects.handler(TestLookups.over(this::load), Tracing.off(), TWO_A_MINUTE));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private CompletableFuture<Optional<Link>> load(String code, SpanContext trace) {
        loads.incrementAndGet();
        return CompletableFuture.completedFuture(
                code.startsWith("known")
                        ? Optional.of(TestLinks.link(code, "https://example.org/" + code))
                        : Optional.empty());
    }

    private HttpResponse<String> get(String path, String client) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.uri(path))
                        .header("X-Forwarded-For", client)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anAddressOverItsLimitIsAnswered429BeforeTheStoreIsAskedAndWhatIsInMemoryGoesOn() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(get("/known1", "203.0.113.7").statusCode()).isEqualTo(302);
            assertThat(get("/known" + i, "203.0.113.7").statusCode()).isEqualTo(302); // found: not counted
        }
        assertThat(get("/a", "203.0.113.7").statusCode()).isEqualTo(404);
        assertThat(get("/no%20code", "203.0.113.7").statusCode()).isEqualTo(404);
        int before = loads.get();
        for (String path : new String[] {"/b", "/no%20code", "/known9"}) {
            HttpResponse<String> refused = get(path, "203.0.113.7");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("30");
            assertThat(refused.headers().firstValue("RateLimit-Policy")).contains("\"unknown-codes\";q=2;w=60");
            assertThat(refused.body()).contains("urn:linklog:problem:rate-limited");
        }
        assertThat(loads).hasValue(before);
        assertThat(get("/known1", "203.0.113.7").statusCode()).isEqualTo(302);
        assertThat(get("/b", "203.0.113.8").statusCode()).isEqualTo(404);
        assertThat(get("/known9", "203.0.113.8").statusCode()).isEqualTo(302);
    }

    @Test
    void whatClientsAskForByThemselvesIsNotCounted() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(get("/.well-known/traffic-advice", "203.0.113.7").statusCode())
                    .isEqualTo(404);
        }
        assertThat(get("/a/b", "203.0.113.7").statusCode()).isEqualTo(404);
        assertThat(get("/a/c", "203.0.113.7").statusCode()).isEqualTo(404);
        assertThat(get("/a/d", "203.0.113.7").statusCode()).isEqualTo(429);
    }
}
