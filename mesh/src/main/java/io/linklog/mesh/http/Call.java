package io.linklog.mesh.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.Outcome;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call with its attempts, which follow each other: what an attempt leaves behind is read by the next one only, and
 * the timer or the HTTP client in between makes it visible.
 *
 * <p>The breaker judges calls, not attempts, and not those whose last instance is set aside as an outlier: that a
 * single instance is bad must not close the way to the good ones.
 */
final class Call {

    private final ServiceCalls calls;
    private final CircuitBreaker breaker;
    private final HttpRequest request;
    private final CallOptions options;
    private final long begun;
    private final CompletableFuture<HttpResponse<byte[]>> result = new CompletableFuture<>();
    private final List<Backend> tried = new ArrayList<>(2);
    private boolean maybeSent;
    private @Nullable Throwable last;
    private volatile @Nullable CompletableFuture<?> running;

    Call(ServiceCalls calls, CircuitBreaker breaker, HttpRequest request, CallOptions options) {
        this.calls = calls;
        this.breaker = breaker;
        this.request = request;
        this.options = options;
        this.begun = calls.clock.getAsLong();
        result.whenComplete((response, error) -> {
            CompletableFuture<?> exchange = running;
            if (result.isCancelled() && exchange != null) {
                exchange.cancel(true);
            }
        });
    }

    /** Cancelling it breaks off the attempt in flight. */
    CompletableFuture<HttpResponse<byte[]>> result() {
        return result;
    }

    void start() {
        try {
            attempt();
        } catch (RejectedExecutionException e) {
            IllegalStateException closed = new IllegalStateException("The client is closed", e);
            abandon(
                    tried.isEmpty()
                            ? closed
                            : new MeshException.AttemptsFailed(calls.service, tried.size(), maybeSent, closed));
        } catch (RuntimeException e) { // a request that cannot be sent at all, or a source that fails
            abandon(e);
        }
    }

    private void attempt() {
        if (result.isDone()) { // cancelled while it waited for its next attempt
            breaker.releasePermission();
            return;
        }
        if (options.deadline().hasPassed()) {
            fail(new MeshException.DeadlinePassed(calls.service, tried.size(), maybeSent, last));
            return;
        }
        Backend backend = calls.pool.choose(options.key(), tried);
        if (backend == null) {
            abandon(new MeshException.NoInstances(calls.service, maybeSent, last));
            return;
        }
        long limit = Math.min(
                calls.settings.attemptTimeout().toMillis(), options.deadline().millisLeft());
        long sentAt = calls.clock.getAsLong();
        backend.begin();
        CompletableFuture<HttpResponse<byte[]>> exchange;
        try {
            exchange = calls.transport.send(backend.instance(), request, options.deadline(), Duration.ofMillis(limit));
        } catch (RuntimeException e) {
            backend.end(Outcome.ABANDONED, 0, sentAt);
            throw e;
        }
        tried.add(backend);
        running = exchange;
        if (result.isCancelled()) {
            exchange.cancel(true); // cancelled before there was something to break off
        }
        exchange.whenComplete((response, error) -> ended(backend, sentAt, Attempt.of(response, error)));
    }

    private void ended(Backend backend, long sentAt, Attempt attempt) {
        long now = calls.clock.getAsLong();
        Outcome outcome = attempt.outcome();
        backend.end(outcome, now - sentAt, now);
        calls.meters.attempt(outcome);
        if (result.isDone()) { // cancelled meanwhile
            breaker.releasePermission();
            return;
        }
        maybeSent |= outcome != Outcome.NOT_SENT;
        last = attempt.error();
        if (RetryPolicy.repeatable(request, outcome) && retry()) {
            return;
        }
        HttpResponse<byte[]> response = attempt.response();
        if (outcome == Outcome.SUCCESS) {
            breaker.onSuccess(now - begun, TimeUnit.NANOSECONDS);
            result.complete(response);
        } else if (response != null) {
            judge(new IllegalStateException("status " + response.statusCode()));
            result.complete(response);
        } else if (options.deadline().hasPassed()) {
            fail(new MeshException.DeadlinePassed(calls.service, tried.size(), maybeSent, last));
        } else {
            fail(new MeshException.AttemptsFailed(calls.service, tried.size(), maybeSent, attempt.error()));
        }
    }

    /** False when there is to be no other attempt. */
    private boolean retry() {
        Duration backoff = RetryPolicy.backoff(tried.size(), calls.random.get());
        if (tried.size() >= calls.settings.maxAttempts() || options.deadline().millisLeft() <= backoff.toMillis()) {
            return false;
        }
        if (!calls.budget.tryRetry()) {
            calls.meters.retryRefused();
            return false;
        }
        try {
            calls.transport.after(backoff, this::start);
            calls.meters.retried();
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the client was closed
        }
    }

    /** Ends it in a way that says nothing of the service. */
    private void abandon(RuntimeException why) {
        breaker.releasePermission();
        result.completeExceptionally(why);
    }

    private void fail(MeshException why) {
        judge(why);
        result.completeExceptionally(why);
    }

    private void judge(Throwable failure) {
        Backend backend = tried.isEmpty() ? null : tried.get(tried.size() - 1);
        if (backend == null || calls.setAside(backend)) {
            breaker.releasePermission();
        } else {
            breaker.onError(calls.clock.getAsLong() - begun, TimeUnit.NANOSECONDS, failure);
        }
    }
}
