package io.linklog.cli.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.keys.CallerKey;
import io.linklog.cli.options.ServiceHttp;
import io.linklog.schemas.rules.GivenUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls about one link: deletes what another tool had banned, and reads whose slug is taken. Thread-safe. */
final class LinkCalls {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = ServiceHttp.client();
    private final CallerKey key;

    LinkCalls(CallerKey key) {
        this.key = key;
    }

    /**
     * Deletes a link once. One that is deleted already is fine.
     *
     * @return the status of a refusal that another attempt cannot change; 0 when the link is deleted; null when another
     *     attempt may help
     */
    @Nullable
    Integer delete(URI service, String code, String domain) throws InterruptedException {
        HttpResponse<byte[]> answer =
                send(service, request(service, code, domain).DELETE());
        if (answer == null || answer.statusCode() == 202) {
            return null;
        }
        int status = answer.statusCode();
        return status == 204 || status == 410 ? 0 : status;
    }

    /**
     * Whether a link of the caller is open and has this target. Unlike findIfExists, this also finds links that have
     * limits.
     *
     * @param service one that reads links, or the edge
     * @return null when another attempt may help
     */
    @Nullable
    Boolean leadsTo(URI service, String code, String domain, String longUrl) throws InterruptedException {
        HttpResponse<byte[]> answer =
                send(service, request(service, code, domain).GET());
        if (answer == null) {
            return null;
        }
        if (answer.statusCode() != 200) {
            return false;
        }
        try {
            JsonNode link = JSON.readTree(answer.body());
            return link.path("state").asText().equals("ACTIVE")
                    && link.path("longUrl").asText().equals(GivenUrl.trimmed(longUrl));
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpRequest.Builder request(URI service, String code, String domain) {
        return HttpRequest.newBuilder(service.resolve(service.getPath() + ServiceHttp.pathOf(code, domain, "")))
                .timeout(DEADLINE);
    }

    /** The answer; null when another attempt may help. */
    private @Nullable HttpResponse<byte[]> send(URI service, HttpRequest.Builder request) throws InterruptedException {
        key.addTo(request, service);
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return ServiceHttp.isTemporary(answer.statusCode()) ? null : answer;
        } catch (IOException e) {
            return null;
        }
    }
}
