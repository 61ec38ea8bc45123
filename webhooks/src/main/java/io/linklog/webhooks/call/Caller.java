package io.linklog.webhooks.call;

import io.linklog.kit.tracing.TraceParent;
import io.linklog.mesh.http.TimedHttp;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.Secret;
import io.opentelemetry.api.trace.SpanContext;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;

/**
 * Sends signed events; a process has one. A call uses a thread of its own, which may block while it resolves a host
 * name, so there are at most as many threads as calls in flight. Thread-safe.
 */
public final class Caller implements AutoCloseable {

    private final Duration timeout;
    private final InstantSource clock;
    private final TimedHttp http;

    public Caller(Duration timeout, InstantSource clock) {
        this.timeout = timeout;
        this.clock = clock;
        // a shorter timeout of the connection distinguishes a host that is down from one that is slow
        this.http = new TimedHttp("webhook", timeout.dividedBy(2));
    }

    /**
     * Sends an event. The future fails if there is no answer within the timeout.
     *
     * @param trace the trace that the call belongs to; it is passed on if it is sampled
     */
    public CompletableFuture<EndpointAnswer> send(Hook hook, String eventId, byte[] body, SpanContext trace) {
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
        return http.send(
                        request.build(),
                        head -> new BodyPrefix(),
                        timeout,
                        hook.url().getHost())
                .thenApply(response -> EndpointAnswer.of(
                        response.statusCode(), response.headers().firstValue("Retry-After"), response.body()));
    }

    /** Runs a task after a delay, on a thread that may block. */
    public ScheduledFuture<?> schedule(Duration delay, Runnable task) {
        return http.after(delay, task);
    }

    /** Threads that may block. */
    public Executor threads() {
        return http.threads();
    }

    /** Cancels the calls in flight. */
    @Override
    public void close() {
        http.abort();
    }
}
