package io.linklog.cli.importing.delivery;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.balance.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** {@code POST /api/v1/links/batch}, once. Thread-safe. */
final class BatchCall {

    /** For one batch. When it ends, the lines without an answer are sent again with the same keys. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * How a call ended.
     *
     * @param outcome what it says about the service
     * @param reason why lines may have no answer yet, for people
     * @param retryAfter the pause that the service asks for; zero for none
     */
    record End(Outcome outcome, String reason, Duration retryAfter) {}

    /**
     * Sends lines and passes on each answer when it arrives, on a thread of the HTTP client.
     *
     * @throws Failure when another attempt cannot help
     */
    End send(URI service, List<PendingLine> lines, Consumer<BatchAnswer> answers) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(service.getPath() + "/api/v1/links/batch"))
                .timeout(DEADLINE)
                .header("Content-Type", "application/x-ndjson")
                .header("Accept", "application/x-ndjson, application/problem+json")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(
                        lines.stream().map(PendingLine::request).toList()))
                .build();
        CompletableFuture<HttpResponse<String>> call = http.sendAsync(
                request,
                response -> response.statusCode() == 200
                        ? BodySubscribers.fromLineSubscriber(
                                new AnswerLines(answers), read -> "", StandardCharsets.UTF_8, "\n")
                        : BodySubscribers.ofString(StandardCharsets.UTF_8));
        try {
            return end(service, call.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            String reason = service + " did not answer a batch within " + DEADLINE.toSeconds() + " s";
            return new End(Outcome.FAILURE, reason, Duration.ZERO);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (!(cause instanceof IOException)) {
                throw new Failure(2, "Sending to " + service + " failed: " + cause, cause);
            }
            boolean unsent = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
            String reason = service + " does not answer: " + cause;
            return new End(unsent ? Outcome.NOT_SENT : Outcome.FAILURE, reason, Duration.ZERO);
        } finally {
            call.cancel(true);
        }
    }

    private static End end(URI service, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status == 200) {
            return new End(Outcome.SUCCESS, service + " has not decided all of a batch yet", Duration.ZERO);
        }
        String reason = BatchAnswer.reason(status, BatchAnswer.json(response.body()));
        if (!BatchAnswer.isTemporary(status)) {
            throw new Failure(
                    2,
                    service + " answers " + status + " to a batch: " + reason
                            + ". Is it Linklog's address? Name another with --url.",
                    null);
        }
        // RFC 9110 allows a date as well; our service and HAProxy send seconds
        String wait = response.headers().firstValue("Retry-After").orElse("");
        Duration retryAfter = wait.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(wait)) : Duration.ZERO;
        return new End(Outcome.FAILURE, service + " answers " + status + ": " + reason, retryAfter);
    }

    /** Passes on the lines that are answers. */
    private record AnswerLines(Consumer<BatchAnswer> answers) implements Flow.Subscriber<String> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            // no back-pressure: a batch is small
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            BatchAnswer.parse(line).ifPresent(answers);
        }

        @Override
        public void onError(Throwable failure) {
            // the future of the call has it
        }

        @Override
        public void onComplete() {
            // the future of the call completes, too
        }
    }
}
