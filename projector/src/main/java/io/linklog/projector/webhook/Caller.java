package io.linklog.projector.webhook;

import io.linklog.kit.tracing.TraceParent;
import io.opentelemetry.api.trace.SpanContext;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends signed events, all of a process through one client, follows no redirects and waits for no name: each call has a
 * thread where it needs one, and there are never more than hooks have calls in flight. Thread-safe.
 *
 * <p>Has its own time limit because {@link HttpRequest#timeout} ends with the headers.
 */
final class Caller implements AutoCloseable {

    private final Duration timeout;
    private final InstantSource clock;
    private final ExecutorService threads;
    private final HttpClient http;
    private final ScheduledThreadPoolExecutor timer;

    Caller(Duration timeout, InstantSource clock) {
        this.timeout = timeout;
        this.clock = clock;
        this.threads = Executors.newCachedThreadPool(task -> daemon(task, "webhook-calls"));
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                // so that a host that is away is told from one that is slow
                .connectTimeout(timeout.dividedBy(2))
                .build();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "webhook-timer"));
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Sends one event; fails with what kept it from being answered in time.
     *
     * @param trace that the call is part of; passed on where it is followed
     */
    CompletableFuture<Answer> send(Hook hook, String eventId, byte[] body, SpanContext trace) {
        long timestamp = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(hook.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Linklog-Webhooks")
                .header("webhook-id", eventId)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", Secret.signature(hook.secrets(), eventId, timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (trace.isSampled()) {
            request.header(TraceParent.HEADER, TraceParent.of(trace));
        }
        CompletableFuture<Answer> result = new CompletableFuture<>();
        // first of all, so that nothing is sent that no time limit ends
        ScheduledFuture<?> limit = after(
                timeout,
                () -> result.completeExceptionally(
                        new TimeoutException("no whole answer within " + timeout.toMillis() + " ms")));
        var exchange = http.sendAsync(request.build(), head -> new BodyBegin());
        exchange.whenComplete((response, error) -> {
            if (error == null) {
                result.complete(Answer.of(
                        response.statusCode(), response.headers().firstValue("Retry-After"), response.body()));
            } else {
                result.completeExceptionally(error);
            }
        });
        result.whenComplete((answer, error) -> {
            limit.cancel(false);
            exchange.cancel(true); // of no effect once it has completed
        });
        return result;
    }

    /** Does something later, not on the timer's thread. */
    ScheduledFuture<?> after(Duration delay, Runnable task) {
        return timer.schedule(() -> threads.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    ExecutorService threads() {
        return threads;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
    }
}
