package io.linklog.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.http.Deadline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT) // each test waits for its server to stop
class AsyncAnswersTest {

    private final AsyncAnswers answers = new AsyncAnswers(Duration.ofHours(1));
    private final AtomicInteger reads = new AtomicInteger();
    private HttpApi api;

    @BeforeEach
    void start() {
        api = HttpApi.start(
                0,
                Json.mapper(),
                Tracing.off(),
                new SimpleMeterRegistry(),
                config -> config.routes.get(
                        "/never", ctx -> answers.answer(ctx, this::never, found -> ctx.result("found"))));
    }

    @AfterEach
    void stop() {
        api.close();
        answers.close();
    }

    private CompletableFuture<String> never() {
        reads.incrementAndGet();
        return new CompletableFuture<>();
    }

    @Test
    void aReadEndsAtTheCallersDeadline() throws Exception {
        HttpResponse<String> answer = get("50");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("within the deadline");
        assertThat(reads).hasValue(1);
    }

    @Test
    void noReadStartsAfterTheCallersDeadline() throws Exception {
        HttpResponse<String> answer = get("0");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains(Deadline.HEADER);
        assertThat(reads).hasValue(0);
    }

    private HttpResponse<String> get(String deadline) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/never"))
                .header(Deadline.HEADER, deadline)
                .timeout(Duration.ofMinutes(1))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
