package io.linklog.webhooks.call;

import io.linklog.kit.outbound.BodyPart;
import io.linklog.kit.outbound.HostResolver;
import io.linklog.kit.outbound.OutboundHttp;
import io.linklog.kit.outbound.OutboundRule;
import io.linklog.kit.tracing.TraceParent;
import io.linklog.mesh.http.TimedHttp;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import io.linklog.webhooks.hooks.Secret;
import io.opentelemetry.api.trace.SpanContext;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;

/**
 * Sends signed events; a process has one. Calls of guarded hooks go to public addresses only. A call uses a thread of
 * its own, which may block while it resolves a host name, so there are at most as many threads as calls in flight.
 * Thread-safe.
 */
public final class Caller implements AutoCloseable {

    /**
     * The maximum number of concurrent calls of guarded hooks: twice those of all hooks with the default settings,
     * because a call that has ended may still wait for its resolver.
     */
    private static final int MOST_GUARDED = 2 * 8 * HookStore.MOST;

    private final Duration timeout;
    private final InstantSource clock;
    private final TimedHttp http;
    private final OutboundHttp guarded;

    public Caller(Duration timeout, InstantSource clock) {
        this(timeout, clock, OutboundRule.PUBLIC, HostResolver.SYSTEM);
    }

    /**
     * @param rule which addresses guarded hooks may call
     * @param hosts resolves the hosts of guarded hooks
     */
    public Caller(Duration timeout, InstantSource clock, OutboundRule rule, HostResolver hosts) {
        this.timeout = timeout;
        this.clock = clock;
        // a shorter timeout of the connection distinguishes a host that is down from one that is slow
        Duration connectTimeout = timeout.dividedBy(2);
        this.http = new TimedHttp("webhook", connectTimeout);
        this.guarded = new OutboundHttp("webhook", rule, hosts, MOST_GUARDED, connectTimeout);
    }

    /**
     * Sends an event. The future fails if there is no answer within the timeout.
     *
     * @param trace the trace that the call belongs to; it is passed on if it is sampled
     */
    public CompletableFuture<EndpointAnswer> send(Hook hook, String eventId, byte[] body, SpanContext trace) {
        Map<String, String> headers = headers(hook, eventId, body, trace);
        if (hook.isGuarded()) {
            BodyPart begin = BodyPart.first(BodyPrefix.MOST);
            return guarded.send(new OutboundHttp.Call("POST", hook.url(), headers, body, begin), timeout)
                    .thenApply(answer -> EndpointAnswer.of(answer.status(), answer.retryAfter(), answer.body()));
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hook.url()).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return http.send(
                        request.build(),
                        head -> new BodyPrefix(),
                        timeout,
                        hook.url().getHost())
                .thenApply(response -> EndpointAnswer.of(
                        response.statusCode(), response.headers().firstValue("Retry-After"), response.body()));
    }

    private Map<String, String> headers(Hook hook, String eventId, byte[] body, SpanContext trace) {
        long timestamp = clock.instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "Linklog-Webhooks");
        headers.put("webhook-id", eventId);
        headers.put("webhook-timestamp", Long.toString(timestamp));
        headers.put("webhook-signature", Secret.signature(hook.secrets(), eventId, timestamp, body));
        if (trace.isSampled()) {
            headers.put(TraceParent.HEADER, TraceParent.of(trace));
        }
        return headers;
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
        guarded.close();
    }
}
