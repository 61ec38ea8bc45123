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
 * Sends signed events, all of a process through one client, and waits for no name: each call has a thread where it
 * needs one, and there are never more than hooks have calls in flight. Thread-safe.
 */
public final class Caller implements AutoCloseable {

    private final Duration timeout;
    private final InstantSource clock;
    private final TimedHttp http;

    public Caller(Duration timeout, InstantSource clock) {
        this.timeout = timeout;
        this.clock = clock;
        // less for connecting, so that a host that is away is told from one that is slow
        this.http = new TimedHttp("webhook", timeout.dividedBy(2));
    }

    /**
     * Sends one event; fails with what kept it from being answered in time.
     *
     * @param trace that the call is part of; passed on where it is followed
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

    /** Does something later, not on the timer's thread. */
    public ScheduledFuture<?> after(Duration delay, Runnable task) {
        return http.after(delay, task);
    }

    public Executor threads() {
        return http.threads();
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        http.abort();
    }
}
