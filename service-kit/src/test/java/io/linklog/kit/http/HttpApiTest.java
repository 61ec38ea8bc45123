package io.linklog.kit.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.tracing.RecordedTracing;
import io.linklog.kit.tracing.TraceLog;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.http.MeshHttpClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.MDC;

@Execution(ExecutionMode.CONCURRENT) // each test waits for its server to stop
class HttpApiTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736";

    private final ObjectMapper json = Json.mapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final RecordedTracing recorded = new RecordedTracing(0, 0);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CompletableFuture<Void> stream = new CompletableFuture<>();
    private HttpApi api;

    @BeforeEach
    void start() {
        api = HttpApi.start(ListenSettings.loopback(), 0, json, recorded.tracing, meters, config -> {
            Addressee.check(config.routes, "known", "known-1");
            config.routes.get("/known", ctx -> ctx.result("here"));
            config.routes.post("/body", ctx -> ctx.result(ctx.body()));
            config.routes.post("/refused", ctx -> HttpApi.answer(ctx, HttpApi.bodyTooLarge()));
            config.routes.get("/away", ctx -> {
                throw new ProblemException(
                        Problem.unavailable("Kafka is unavailable").with("hint", 7));
            });
            config.routes.get(
                    "/later/{what}",
                    ctx -> ctx.future(() -> CompletableFuture.runAsync(() -> HttpApi.answer(
                            ctx, Problem.notFound(HttpApi.trace(ctx).getSpanId())))));
            config.routes.get("/log", ctx -> ctx.result(String.valueOf(MDC.get(TraceLog.KEY))));
            config.routes.get(
                    "/stream",
                    ctx -> ctx.future(() -> {
                        HttpApi.markAnswerStarted(ctx.status(200));
                        try {
                            ctx.res().getOutputStream().write('x');
                            ctx.res().getOutputStream().flush();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        return stream;
                    }));
            config.routes.get("/bug", ctx -> {
                throw new IllegalStateException("secret detail");
            });
        });
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void callersThatSendTheirBodiesSlowlyHoldNoThread() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket("127.0.0.1", api.port());
                slow.add(socket);
                socket.getOutputStream()
                        .write("POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nbeg"
                                .getBytes(US_ASCII));
            }
            HttpRequest other = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/known"))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            assertThat(client.send(other, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("here");
            slow.get(0).getOutputStream().write("inning".getBytes(US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(slow.get(0).getInputStream(), US_ASCII));
            assertThat(answer.readLine()).isEqualTo("HTTP/1.1 200 OK");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void everyErrorIsAProblemWithTypeTitleAndDetail() throws Exception {
        problem(request("/unknown"), 404, "urn:linklog:problem:not-found");
        problem(request("/known").method("DELETE", none()), 405, "urn:linklog:problem:method-not-allowed");
        problem(request("/bug"), 500, "urn:linklog:problem:internal");
        problem(
                request("/body").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[HttpApi.MAX_BODY_BYTES + 1])),
                413,
                "urn:linklog:problem:body-too-large");
    }

    @Test
    void anAnswerWithoutEndIsTimedUntilItStarts() throws Exception {
        long start = System.nanoTime();
        HttpResponse<InputStream> answer = client.send(
                request("/stream")
                        .header("traceparent", TRACE + "-00f067aa0ba902b7-01")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.body().read()).isEqualTo('x');
        double maximum = System.nanoTime() - start;
        await().until(() ->
                recorded.spans().stream().anyMatch(span -> span.getName().equals("GET /stream")));
        assertThat(served("GET", "/stream", "2xx"))
                .as("the answer has not ended")
                .isZero();
        stream.complete(null);
        await().until(() -> served("GET", "/stream", "2xx") == 1);
        assertThat(timer("GET", "/stream", "2xx").max(TimeUnit.NANOSECONDS)).isLessThanOrEqualTo(maximum);
    }

    @Test
    void everyRequestIsCountedByItsRouteAndTheClassOfItsStatus() throws Exception {
        send(request("/known"));
        send(request("/later/a"));
        send(request("/later/b"));
        send(request("/bug"));
        send(request("/unknown"));
        send(request("/%00"));
        // the count follows the answer
        await().until(() -> served("any", "none", "4xx") == 2);
        assertThat(served("GET", "/known", "2xx")).isEqualTo(1);
        assertThat(served("GET", "/later/{what}", "4xx")).isEqualTo(2);
        assertThat(served("GET", "/bug", "5xx")).isEqualTo(1);
        assertThat(meters.find(ServedRequests.NAME).timers())
                .as("an unknown path makes no meter")
                .extracting(timer -> timer.getId().getTag("route"))
                .doesNotContain("/unknown");
    }

    private long served(String method, String route, String status) {
        Timer timer = timer(method, route, status);
        return timer == null ? 0 : timer.count();
    }

    private Timer timer(String method, String route, String status) {
        return meters.find(ServedRequests.NAME)
                .tags("method", method, "route", route, "status", status)
                .timer();
    }

    @Test
    void aCallerThatKeepsSendingAfterARefusalStillGetsTheAnswer() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n".getBytes(US_ASCII));
            await().until(() -> socket.getInputStream().available() > 0);
            for (int i = 0; i < 50; i++) {
                // on a reset connection the second write fails at the latest
                out.write(new byte[10_000]);
                out.flush();
            }
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aRequestForAnotherInstanceIsRefused() throws Exception {
        HttpResponse<String> answer = send(request("/known").header(MeshHttpClient.TO, "other/other-1"));
        problem(request("/known").header(MeshHttpClient.TO, "known/known-2"), 421, "urn:linklog:problem:misdirected");
        assertThat(answer.body()).contains("known/known-1");
        assertThat(send(request("/known").header(MeshHttpClient.TO, "known/known-1"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anUnavailableAnswerSaysWhenToRetry() throws Exception {
        HttpResponse<String> answer = send(request("/away"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        JsonNode body = json.readTree(answer.body());
        assertThat(body.path("detail").asText()).isEqualTo("Kafka is unavailable");
        assertThat(body.path("hint").asInt()).isEqualTo(7);
    }

    @Test
    void anInternalErrorShowsNoDetails() throws Exception {
        assertThat(send(request("/bug")).body()).doesNotContain("secret");
    }

    @Test
    void aSampledRequestHasASpanThatIsTheParentOfItsChildren() throws Exception {
        HttpResponse<String> answer =
                send(request("/later/now?secret=1").header("traceparent", TRACE + "-00f067aa0ba902b7-01"));
        SpanData span =
                await().until(recorded::spans, spans -> !spans.isEmpty()).get(0);
        assertThat(span.getName()).isEqualTo("GET /later/{what}");
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat("00-" + span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().asMap().toString())
                .contains("http.request.method=GET")
                .contains("http.route=/later/{what}")
                .contains("http.response.status_code=404")
                .contains("url.path=/later/now")
                .contains("url.scheme=http")
                .doesNotContain("secret");
        assertThat(json.readTree(answer.body()).path("detail").asText()).isEqualTo(span.getSpanId());
    }

    @Test
    void anInternalErrorIsAnErrorOfTheSpan() throws Exception {
        send(request("/bug").header(Tracing.FORCE, RecordedTracing.KEY));
        SpanData span =
                await().until(recorded::spans, spans -> !spans.isEmpty()).get(0);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().asMap().toString()).contains("error.type=500");
    }

    @Test
    void problemsAndLogLinesNameTheTraceSampledOrNot() throws Exception {
        for (String flags : new String[] {"-00", "-01"}) {
            for (String path : new String[] {"/unknown", "/bug", "/later/x"}) {
                HttpResponse<String> answer =
                        send(request(path).header("traceparent", TRACE + "-00f067aa0ba902b7" + flags));
                assertThat("00-" + json.readTree(answer.body()).path("traceId").asText())
                        .as(path)
                        .isEqualTo(TRACE);
            }
            assertThat("00-"
                            + send(request("/log").header("traceparent", TRACE + "-00f067aa0ba902b7" + flags))
                                    .body())
                    .isEqualTo(TRACE);
        }
        assertThat(send(request("/log")).body()).isEqualTo("null");
        assertThat(send(request("/unknown")).body()).doesNotContain("traceId");
    }

    @Test
    void anUnsampledRequestMakesNoSpan() throws Exception {
        send(request("/known"));
        send(request("/known").header("traceparent", TRACE + "-00f067aa0ba902b7-00"));
        send(request("/known").header("traceparent", "nonsense"));
        send(request("/known").header(Tracing.FORCE, "guessed"));
        assertThat(recorded.spans()).isEmpty();
    }

    private void problem(HttpRequest.Builder request, int status, String type) throws Exception {
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(Problem.MEDIA_TYPE);
        JsonNode body = json.readTree(answer.body());
        assertThat(body.path("type").asText()).isEqualTo(type);
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("title").asText()).isNotBlank();
        assertThat(body.path("detail").asText()).isNotBlank();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + path));
    }

    private static HttpRequest.BodyPublisher none() {
        return HttpRequest.BodyPublishers.noBody();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
