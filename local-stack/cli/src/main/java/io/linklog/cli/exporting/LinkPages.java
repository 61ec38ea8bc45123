package io.linklog.cli.exporting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.keys.CallerKey;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.ServiceHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Walks {@code GET /api/v1/links} by cursor, deleted links included. Not thread-safe. */
final class LinkPages {

    /** The largest page of the service. */
    private static final int LIMIT = 500;

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = ServiceHttp.client();
    private final CallerKey key;
    private final URI service;
    private final int attempts;
    private @Nullable String cursor;
    private boolean ended;

    /** @param attempts for each page, a second apart or as far as the service asks */
    LinkPages(CallerKey key, URI service, int attempts) {
        this.key = key;
        this.service = service;
        this.attempts = attempts;
    }

    /**
     * The links of the next page as an array; null after the last page.
     *
     * @throws Failure when the service does not answer, or is not Linklog
     */
    @Nullable
    JsonNode next() throws InterruptedException {
        if (ended) {
            return null;
        }
        JsonNode page = page();
        cursor = page.path("nextCursor").textValue();
        ended = cursor == null;
        return page.path("data");
    }

    private JsonNode page() throws InterruptedException {
        URI uri = URI.create(service + "/api/v1/links?limit=" + LIMIT + "&state=ALL"
                + (cursor == null ? "" : "&cursor=" + ServiceHttp.encode(cursor)));
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(DEADLINE);
        key.addTo(builder, service);
        HttpRequest request = builder.build();
        for (int attempt = 1; ; attempt++) {
            String why;
            Duration pause = PAUSE;
            try {
                HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                JsonNode body = JSON.readTree(response.body());
                if (response.statusCode() == 200 && body.path("data").isArray()) {
                    return body;
                }
                // seconds, when the key is over its limit or the service is busy
                String wait = response.headers().firstValue("Retry-After").orElse("");
                pause = wait.matches("\\d{1,2}") ? Duration.ofSeconds(Long.parseLong(wait)) : PAUSE;
                why = "answers " + response.statusCode() + " "
                        + body.path("detail").asText("");
                if (response.statusCode() < 500 && response.statusCode() != 429) {
                    throw new Failure(
                            service + " " + why.strip() + ". Is it Linklog's address? Name another with --url.", null);
                }
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new Failure(service + " does not answer like Linklog; name another address with --url.", e);
            } catch (IOException e) {
                why = "does not answer: " + e;
            }
            if (attempt == attempts) {
                throw new Failure(service + " " + why.strip() + ". Start it with \"./linklog up\".", null);
            }
            Thread.sleep(pause.toMillis());
        }
    }
}
