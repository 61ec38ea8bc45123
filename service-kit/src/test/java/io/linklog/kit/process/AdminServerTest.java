package io.linklog.kit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.listen.AllowedOrigins;
import io.linklog.kit.listen.ListenSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdminServerTest {

    private static final String METRICS = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void servesLivenessReadinessAndMetrics() throws Exception {
        Health health = new Health();
        try (AdminServer admin = new AdminServer(ListenSettings.loopback(), 0, health)) {
            assertThat(get(admin, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(admin, "/readyz").body()).contains("process: is starting");

            health.markStarted();
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200);

            health.addReadinessCheck("store", () -> Optional.of("is unavailable"));
            assertThat(get(admin, "/readyz").body()).isEqualTo("store: is unavailable\n");
            assertThat(get(admin, "/livez").statusCode()).isEqualTo(200);

            health.reportDeath("loop", "out of memory");
            assertThat(get(admin, "/livez").statusCode()).isEqualTo(503);

            admin.metrics().counter("linklog.test").increment();
            assertThat(get(admin, "/metrics").body()).contains("linklog_test_total 1.0", "jvm_memory_used_bytes");
        }
    }

    @Test
    void ofKafkasMetersOnlyThoseThatSaySomethingOfTheirOwnAreExported() throws Exception {
        try (AdminServer admin = new AdminServer(ListenSettings.loopback(), 0, new Health())) {
            admin.metrics()
                    .counter("kafka.stream.task.process.total", "task.id", "0_1")
                    .increment();
            admin.metrics().counter("kafka.producer.record.retry.total").increment();
            assertThat(get(admin, "/metrics").body())
                    .contains("kafka_producer_record_retry_total 1.0")
                    .doesNotContain("kafka_stream_task");
        }
    }

    @Test
    void readinessFailsForCallersThatNameAnotherInstance() throws Exception {
        Health health = new Health();
        health.markStarted();
        try (AdminServer admin = new AdminServer(ListenSettings.loopback(), 0, health)) {
            assertThat(get(admin, "/readyz?instance=query-service/q-1").statusCode())
                    .isEqualTo(200); // a process that has no name yet accepts any
            health.identify("query-service/q-1");
            assertThat(get(admin, "/readyz?instance=query-service/q-1").statusCode())
                    .isEqualTo(200);
            HttpResponse<String> other = get(admin, "/readyz?instance=query-service/q-2");
            assertThat(other.statusCode()).isEqualTo(503);
            assertThat(other.body()).isEqualTo("instance: this is query-service/q-1, not query-service/q-2\n");
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPageIsShownToThoseWhoAskTheRightInstance() throws Exception {
        Health health = new Health();
        health.identify("query-service/q-1");
        try (AdminServer admin = new AdminServer(ListenSettings.loopback(), 0, health)) {
            admin.addPage("/journal", () -> Optional.of("{}".getBytes(StandardCharsets.UTF_8)));
            admin.addPage("/empty", Optional::empty);
            admin.addPage("/broken", () -> {
                throw new IOException("broken");
            });
            HttpResponse<String> page = get(admin, "/journal?instance=query-service/q-1");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).isEqualTo("{}");
            assertThat(page.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(get(admin, "/journal").statusCode()).isEqualTo(200);
            assertThat(get(admin, "/journal?instance=query-service/q-2").statusCode())
                    .isEqualTo(421);
            assertThat(get(admin, "/empty").statusCode()).isEqualTo(404);
            assertThat(get(admin, "/broken").statusCode()).isEqualTo(500);
        }
    }

    @Test
    void callersThatSendOrReadNothingKeepNobodyOut() throws Exception {
        Health health = new Health();
        health.markStarted();
        List<Socket> slow = new ArrayList<>();
        try (AdminServer admin = new AdminServer(ListenSettings.loopback(), 0, health)) {
            for (int i = 0; i < 60; i++) {
                Socket caller = new Socket("127.0.0.1", admin.port());
                slow.add(caller);
                // one byte, half a head, or requests whose answers nobody reads
                String sent = List.of("G", "GET /metrics HTTP/1.1\r\nHost: loc", METRICS.repeat(3))
                        .get(i % 3);
                caller.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(admin, "/metrics").statusCode()).isEqualTo(200);
        } finally {
            for (Socket caller : slow) {
                caller.close();
            }
        }
    }

    @Test
    void aHostOfAnotherSiteIsAnswered404() throws Exception {
        try (AdminServer admin = new AdminServer(ListenSettings.loopback(), 0, new Health())) {
            assertThat(status(admin, "/livez", "Host: rebound.example")).isEqualTo(404);
            assertThat(status(admin, "/metrics", "Host: rebound.example:" + admin.port()))
                    .isEqualTo(404);
            assertThat(status(admin, "/livez", "Host: LOCALHOST:1")).isEqualTo(200);
            assertThat(status(admin, "/livez", "Host: 127.0.0.1")).isEqualTo(200);
            assertThat(status(admin, "/", "Host: localhost")).isEqualTo(404);
        }
    }

    @Test
    void onlyTheBoundAddressIsListenedOn() throws Exception {
        try (AdminServer admin = new AdminServer(ListenSettings.loopback(), 0, new Health())) {
            assertThatThrownBy(() -> new Socket("127.0.0.2", admin.port()).close())
                    .isInstanceOf(ConnectException.class);
        }
        ListenSettings everywhere = new ListenSettings("", Set.of(), Set.of(), AllowedOrigins.none());
        try (AdminServer admin = new AdminServer(everywhere, 0, new Health())) {
            new Socket("127.0.0.2", admin.port()).close();
        }
    }

    private static int status(AdminServer admin, String path, String host) throws IOException {
        try (Socket caller = new Socket("127.0.0.1", admin.port())) {
            caller.setSoTimeout(20_000);
            String request = "GET " + path + " HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n";
            caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    private static HttpResponse<String> get(AdminServer admin, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + admin.port() + path))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
