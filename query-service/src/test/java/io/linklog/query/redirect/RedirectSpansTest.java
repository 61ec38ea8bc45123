package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.kit.http.Json;
import io.linklog.kit.tracing.SdkTracing;
import io.linklog.kit.tracing.TracingSettings;
import io.linklog.mesh.keys.KeyText;
import io.linklog.query.TestLinks;
import io.linklog.query.lookup.LinkLookup;
import io.linklog.query.lookup.TestLookups;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces of visits, with the handler in a real server. */
class RedirectSpansTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACE = "00-" + TRACE_ID + "-00f067aa0ba902b7-";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final List<SpanContext> loads = new CopyOnWriteArrayList<>();
    private RedirectServer server;

    @BeforeEach
    void start() throws Exception {
        var tracing = SdkTracing.withProcessor(
                new TracingSettings(Optional.empty(), 0, Optional.of("key"), "query-service", "query-1", "1"),
                SimpleSpanProcessor.create(spans),
                () -> 0);
        LinkLookup lookup = TestLookups.over((code, trace) -> {
            loads.add(trace);
            return CompletableFuture.completedFuture(
                    code.equals("none")
                            ? Optional.empty()
                            : Optional.of(TestLinks.link(code, "https://example.org/" + code)));
        });
        server = RedirectServer.start(TestRedirects.handler(lookup, tracing));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aSampledVisitHasASpanAndItsLoadIsAChild() throws Exception {
        assertThat(get("/code", "traceparent", TRACE + "01").statusCode()).isEqualTo(302);
        SpanData span = await().until(spans::getFinishedSpanItems, all -> !all.isEmpty())
                .get(0);
        assertThat(span.getName()).isEqualTo("GET /{code}");
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span.getAttributes().asMap().toString())
                .contains("http.response.status_code=302")
                .contains("http.route=/{code}")
                .contains("url.path=/code");
        assertThat(loads).containsExactly(span.getSpanContext());
    }

    @Test
    void anApiKeyInThePathIsRefusedAndNothingKeepsIt() throws Exception {
        String key = KeyText.generate(new SecureRandom()).reveal();
        HttpResponse<String> refused = get("/" + key, "traceparent", TRACE + "01");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("key-in-url").doesNotContain(key);
        assertThat(loads).isEmpty();
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void theKeySamplesAVisitWhoseFlagIsOff() throws Exception {
        get("/code", "traceparent", TRACE + "00", "X-Linklog-Trace", "key");
        SpanData span = await().until(spans::getFinishedSpanItems, all -> !all.isEmpty())
                .get(0);
        assertThat(span.getTraceId()).isEqualTo(TRACE_ID);
    }

    @Test
    void aVisitThatIsNotSampledHasNoSpan() throws Exception {
        get("/code");
        get("/code", "traceparent", TRACE + "00");
        get("/other", "traceparent", "nonsense");
        get("/other", "X-Linklog-Trace", "guessed");
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        assertThat(loads).allMatch(trace -> !trace.isValid());
    }

    @Test
    void problemsNameTheirTraceWhetherSampledOrNot() throws Exception {
        for (String flags : List.of("00", "01")) {
            for (String path : List.of("/none", "/favicon.png", "/api")) {
                JsonNode problem = problem(get(path, "traceparent", TRACE + flags));
                assertThat(problem.path("traceId").asText()).as(path).isEqualTo(TRACE_ID);
                assertThat(problem.path("status").asInt()).isEqualTo(404);
            }
        }
        assertThat(problem(get("/none")).has("traceId")).isFalse();
    }

    private static JsonNode problem(HttpResponse<String> answer) throws Exception {
        return Json.mapper().readTree(answer.body());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(server.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
