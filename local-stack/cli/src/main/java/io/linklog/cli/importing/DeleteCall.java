package io.linklog.cli.importing;

import io.linklog.cli.keys.CallerKey;
import io.linklog.mesh.balance.Backend;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code DELETE /api/v1/links/{code}}, for links that another tool had banned or archived. Thread-safe. */
final class DeleteCall {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final CallerKey key;

    DeleteCall(CallerKey key) {
        this.key = key;
    }

    /**
     * Deletes a link once. One that is deleted already is fine.
     *
     * @return the status of a refusal that another attempt cannot change; 0 when the link is deleted; null when another
     *     attempt may help
     */
    @Nullable
    Integer send(Backend backend, String code, String domain) throws InterruptedException {
        URI service = Services.address(backend);
        String query = domain.isEmpty() ? "" : "?domain=" + domain;
        String path = URLEncoder.encode(code, StandardCharsets.UTF_8).replace("+", "%20");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        service.resolve(service.getPath() + "/api/v1/links/" + path + query))
                .timeout(DEADLINE)
                .DELETE();
        key.addTo(request, service);
        try {
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status == 204 || status == 410) {
                return 0;
            }
            return status >= 500 || status == 429 || status == 408 || status == 425 || status == 202 ? null : status;
        } catch (IOException e) {
            return null;
        }
    }
}
