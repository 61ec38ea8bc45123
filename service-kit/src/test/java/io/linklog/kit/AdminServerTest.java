package io.linklog.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdminServerTest {

    @Test
    void tells_alive_from_ready_and_shows_metrics() throws Exception {
        Health health = new Health();
        try (AdminServer admin = new AdminServer(0, health)) {
            assertThat(get(admin, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(admin, "/readyz").body()).contains("process: is starting");

            health.started();
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200);

            health.readyWhen("store", () -> Optional.of("is away"));
            assertThat(get(admin, "/readyz").body()).isEqualTo("store: is away\n");
            assertThat(get(admin, "/livez").statusCode()).isEqualTo(200);

            health.died("loop", "out of memory");
            assertThat(get(admin, "/livez").statusCode()).isEqualTo(503);

            admin.metrics().counter("linklog.test").increment();
            assertThat(get(admin, "/metrics").body()).contains("linklog_test_total 1.0", "jvm_memory_used_bytes");
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
