package io.linklog.cli.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.linklog.cli.Failure;
import io.linklog.mesh.balance.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/links/batch}, once. Thread-safe. */
final class BatchCall {

    /** For one batch; a service that decides nothing for so long is asked again, with the same keys. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;

    BatchCall(HttpClient http) {
        this.http = http;
    }

    /** The service, or something on the way to it, cannot take the batch now. */
    static final class NotNowException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Duration retryAfter;
        private final Outcome outcome;

        NotNowException(String message, Outcome outcome, Duration retryAfter, @Nullable Throwable cause) {
            super(message, cause);
            this.outcome = outcome;
            this.retryAfter = retryAfter;
        }

        /** What it says of the service. */
        Outcome outcome() {
            return outcome;
        }

        /** How long the service asked to be left alone; zero when it did not say. */
        Duration retryAfter() {
            return retryAfter;
        }
    }

    /**
     * Sends links and hands over each answer as it comes, on a thread of the HTTP client.
     *
     * @throws NotNowException when it is to be tried again; some answers may have come
     * @throws Failure when trying again is no use
     */
    void send(URI service, List<Item> items, Consumer<BatchAnswer> answers)
            throws NotNowException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(service.getPath() + "/api/v1/links/batch"))
                .timeout(DEADLINE)
                .header("Content-Type", "application/x-ndjson")
                .header("Accept", "application/x-ndjson, application/problem+json")
                // chunked: the length is not worth a second pass
                .POST(HttpRequest.BodyPublishers.ofByteArrays(
                        items.stream().map(item -> item.bytes).toList()))
                .build();
        CompletableFuture<HttpResponse<String>> future = http.sendAsync(
                request,
                response -> response.statusCode() == 200
                        ? HttpResponse.BodySubscribers.fromLineSubscriber(
                                new Lines(answers), lines -> "", StandardCharsets.UTF_8, "\n")
                        : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8));
        try {
            check(service, future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException) {
                boolean reached = !(cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException);
                throw new NotNowException(
                        service + " does not answer: " + cause,
                        reached ? Outcome.FAILURE : Outcome.NOT_SENT,
                        Duration.ZERO,
                        cause);
            }
            throw new Failure(2, "Sending to " + service + " failed: " + cause, cause);
        } catch (TimeoutException e) {
            throw new NotNowException(
                    service + " did not answer a batch within " + DEADLINE.toSeconds() + " s",
                    Outcome.FAILURE,
                    Duration.ZERO,
                    e);
        } finally {
            future.cancel(true);
        }
    }

    private static void check(URI service, HttpResponse<String> response) throws NotNowException {
        int status = response.statusCode();
        if (status == 200) {
            return;
        }
        JsonNode problem;
        try {
            problem = JSON.readTree(response.body());
        } catch (JsonProcessingException notOurs) {
            problem = MissingNode.getInstance();
        }
        String reason = BatchAnswer.reason(status, problem);
        if (BatchAnswer.isTemporary(status)) {
            throw new NotNowException(
                    service + " answers " + status + ": " + reason, Outcome.FAILURE, retryAfter(response), null);
        }
        throw new Failure(
                2,
                service + " answers " + status + " to a batch: " + reason
                        + ". Is it Linklog's address? Name another with --url.",
                null);
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        // RFC 9110 allows a date as well; our service and HAProxy send seconds
        String value = response.headers().firstValue("Retry-After").orElse("");
        return value.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(value)) : Duration.ZERO;
    }

    /** Hands on the lines that are answers. */
    private static final class Lines implements Flow.Subscriber<String> {
        private final Consumer<BatchAnswer> answers;

        Lines(Consumer<BatchAnswer> answers) {
            this.answers = answers;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            // the batch is small: what comes is taken as it comes
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            BatchAnswer.parse(line).ifPresent(answers);
        }

        @Override
        public void onError(Throwable failure) {
            // the future of the call tells it
        }

        @Override
        public void onComplete() {
            // as above
        }
    }
}
