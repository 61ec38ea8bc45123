package io.linklog.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Calls a registry at its addresses: if one does not answer, the next is called. Thread-safe. */
final class RegistryHttp {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http;
    private final SchemaRegistry.Settings settings;
    private final @Nullable String authorization;
    private final AtomicInteger preferredUrl = new AtomicInteger();

    /** An answer that is no error of the server. */
    record Answer(int status, JsonNode body) {}

    RegistryHttp(SchemaRegistry.Settings settings) {
        this.settings = settings;
        // HTTP/1.1: some registries fail on an upgrade request to h2c
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .build();
        String credentials = settings.user() + ":" + settings.password();
        this.authorization = settings.user() == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws RegistryUnavailableException when no address answers */
    Answer call(String method, String path, @Nullable JsonNode body) {
        RegistryUnavailableException failure = null;
        int first = preferredUrl.get();
        for (int i = 0; i < settings.urls().size(); i++) {
            int at = (first + i) % settings.urls().size();
            try {
                Answer answer = callOne(settings.urls().get(at), method, path, body);
                preferredUrl.set(at);
                return answer;
            } catch (RegistryUnavailableException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw Objects.requireNonNull(failure);
    }

    private Answer callOne(URI base, String method, String path, @Nullable JsonNode body) {
        URI uri = URI.create(base.toString().replaceAll("/+$", "") + path);
        try {
            var request = HttpRequest.newBuilder(uri)
                    .timeout(settings.timeout())
                    .header("Accept", MEDIA_TYPE)
                    .header("Content-Type", MEDIA_TYPE);
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            request.method(
                    method,
                    body == null
                            ? HttpRequest.BodyPublishers.noBody()
                            : HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                throw new RegistryUnavailableException(
                        "The schema registry at " + base + " answered " + response.statusCode(), null);
            }
            return new Answer(response.statusCode(), json.readTree(response.body()));
        } catch (IOException e) {
            throw new RegistryUnavailableException("The schema registry at " + base + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("Interrupted during a call of the schema registry at " + base, e);
        }
    }
}
