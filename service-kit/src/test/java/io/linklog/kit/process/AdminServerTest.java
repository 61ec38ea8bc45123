package io.linklog.kit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdminServerTest {

    @Test
    void servesLivenessReadinessAndMetrics() throws Exception {
        Health health = new Health();
        try (AdminServer admin = new AdminServer(0, health)) {
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
    void readinessFailsForCallersThatNameAnotherInstance() throws Exception {
        Health health = new Health();
        health.markStarted();
        try (AdminServer admin = new AdminServer(0, health)) {
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

    private static HttpResponse<String> get(AdminServer admin, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + admin.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
