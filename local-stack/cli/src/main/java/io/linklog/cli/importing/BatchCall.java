package io.linklog.cli.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.linklog.cli.keys.CallerKey;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.ServiceHttp;
import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.Outcome;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/links/batch}, once. Thread-safe. */
final class BatchCall {

    /** For one batch. When it ends, the lines without an answer are sent again with the same keys. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /**
     * Bytes: an answer repeats the request, 1 MiB, and its targets percent-encoded, up to thrice as long; and it adds
     * less than 1 KiB to each of at most 10,000 lines.
     */
    private static final int LONGEST_BODY = 1 << 24;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = ServiceHttp.client();
    private final CallerKey key;

    BatchCall(CallerKey key) {
        this.key = key;
    }

    /**
     * How a call ended.
     *
     * @param outcome what it says about the service
     * @param results of lines by their number in the request from 1, as far as they arrived and are decided
     * @param reason why lines may have no result yet, for people
     * @param retryAfter the pause that the service asks for; zero for none
     */
    record Reply(Outcome outcome, Map<Integer, LineResult> results, String reason, Duration retryAfter) {}

    /** @throws Failure when another attempt cannot help */
    Reply send(Backend backend, List<byte[]> lines) throws InterruptedException {
        URI service = Services.address(backend);
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(service.getPath() + "/api/v1/links/batch"))
                .header("Content-Type", "application/x-ndjson")
                .header("Accept", "application/x-ndjson, application/problem+json")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(lines));
        key.addTo(request, service);
        // kept outside of the response, because a connection that breaks has brought some answers
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long begun = System.nanoTime();
        backend.begin();
        CompletableFuture<HttpResponse<Void>> call = http.sendAsync(
                request.build(),
                HttpResponse.BodyHandlers.ofByteArrayConsumer(bytes ->
                        bytes.filter(some -> body.size() < LONGEST_BODY).ifPresent(body::writeBytes)));
        Outcome outcome = Outcome.ABANDONED;
        Duration retryAfter = Duration.ZERO;
        String reason;
        try {
            HttpResponse<Void> response = call.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            outcome = response.statusCode() == 200 ? Outcome.SUCCESS : Outcome.FAILURE;
            reason = reason(service, response.statusCode(), body.toString(StandardCharsets.UTF_8));
            // RFC 9110 allows a date as well; our service and HAProxy send seconds
            String wait = response.headers().firstValue("Retry-After").orElse("");
            retryAfter = Duration.ofSeconds(wait.matches("\\d{1,4}") ? Long.parseLong(wait) : 0);
        } catch (TimeoutException e) {
            outcome = Outcome.FAILURE;
            reason = service + " did not answer a batch within " + DEADLINE.toSeconds() + " s";
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            boolean unsent = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
            outcome = unsent ? Outcome.NOT_SENT : Outcome.FAILURE;
            reason = service + " does not answer: " + cause;
        } finally {
            call.cancel(true);
            long now = System.nanoTime();
            backend.end(outcome, now - begun, now);
        }
        return new Reply(outcome, results(body.toString(StandardCharsets.UTF_8)), reason, retryAfter);
    }

    /** Why a line may have no result although there is a response. */
    private static String reason(URI service, int status, String body) {
        if (status == 200) {
            return service + " has not decided all of a batch yet";
        }
        String reason = reason(status, json(body));
        if (ServiceHttp.isTemporary(status)) {
            return service + " answers " + status + ": " + reason;
        }
        String sentence = "%s answers %d to a batch: %s. Is it Linklog's address? Name another with --url.";
        throw new Failure(2, sentence.formatted(service, status, reason), null);
    }

    /** The results in the body of an answer. A line that is pending, or torn by a broken connection, has none. */
    static Map<Integer, LineResult> results(String body) {
        Map<Integer, LineResult> results = new HashMap<>();
        body.lines().map(BatchCall::json).forEach(answer -> {
            LineResult result = result(answer.path("status").asInt(), answer);
            if (result != null) {
                results.put(answer.path("line").asInt(), result);
            }
        });
        return results;
    }

    private static @Nullable LineResult result(int status, JsonNode answer) {
        JsonNode link = answer.path("link");
        String code = link.path("shortCode").textValue();
        if ((status == 200 || status == 201) && code != null) {
            LineResult.Kind kind = status == 201 ? LineResult.Kind.created : LineResult.Kind.found;
            return new LineResult(kind, code, link.path("shortUrl").textValue(), null);
        }
        if (status < 400 || ServiceHttp.isTemporary(status)) {
            return null;
        }
        JsonNode problem = answer.path("problem");
        String reason = reason(status, problem);
        if (problem.path("type").asText().endsWith("slug-taken")) {
            return new LineResult(LineResult.Kind.taken, null, null, reason);
        }
        boolean slug = problem.path("errors")
                .valueStream()
                .anyMatch(error -> error.path("pointer").asText().equals("/customSlug"));
        return slug ? new LineResult(LineResult.Kind.impossible, null, null, reason) : LineResult.refused(reason);
    }

    /** The text of a problem+json, for people. */
    private static String reason(int status, JsonNode problem) {
        String detail = problem.path("detail").asText("");
        return detail.isEmpty() ? problem.path("title").asText("status " + status) : detail;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
