package io.linklog.kit.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SdkTracingTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LinkedBlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean blocked;
    private HttpServer collector;
    private Tracing tracing;

    @BeforeEach
    void start() throws Exception {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        collector.setExecutor(threads);
        collector.createContext("/v1/traces", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            if (blocked) {
                awaitAnswer();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        URI endpoint = URI.create("http://localhost:" + collector.getAddress().getPort());
        tracing = Tracing.open(
                new TracingSettings(Optional.of(endpoint), 1, Optional.empty(), "some-service", "some-1", "1.0"),
                meters);
    }

    private void awaitAnswer() {
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() throws Exception {
        answer.countDown();
        tracing.close();
        collector.stop(0);
        threads.shutdownNow();
    }

    @Test
    void spansAreExportedAndCounted() throws Exception {
        span("hello");
        assertThat(bodies.take()).contains("hello").contains("some-service");
        await().untilAsserted(() -> assertThat(count("exported")).isEqualTo(1));
        assertThat(count("dropped")).isZero();
        assertThat(count("failed")).isZero();
    }

    @Test
    void closeExportsTheRemainingSpans() throws Exception {
        span("last span");
        tracing.close();
        assertThat(bodies.poll()).contains("last span");
    }

    @Test
    void spansOfFailedExportsAreCounted() {
        collector.stop(0);
        span("unheard");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(count("failed")).isEqualTo(1));
    }

    @Test
    void aFullQueueDropsAndCountsSpans() {
        blocked = true;
        for (int i = 0; i < 10_000; i++) {
            span("flood");
        }
        await().untilAsserted(() -> assertThat(count("dropped")).isPositive());
    }

    private void span(String name) {
        tracing.start(SpanKind.INTERNAL, name, SpanContext.getInvalid()).end();
    }

    private double count(String result) {
        return meters.get("linklog.trace.spans")
                .tag("result", result)
                .functionCounter()
                .count();
    }
}
