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
 * One call with its attempts. Attempts do not overlap: only the next attempt reads the state of the previous one, and
 * the timer or the HTTP client between them makes that state visible.
 *
 * <p>The breaker judges calls, not attempts. It ignores calls whose last instance is ejected as an outlier: one bad
 * instance must not block the good ones.
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

    /** The result. Cancelling it cancels the attempt in flight. */
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
        } catch (RuntimeException e) { // an invalid request, or a source that fails
            abandon(e);
        }
    }

    private void attempt() {
        if (result.isDone()) { // cancelled while it waited for the next attempt
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
        Duration attempt = options.attempt() == null ? calls.settings.attemptTimeout() : options.attempt();
        long limit = Math.min(attempt.toMillis(), options.deadline().millisLeft());
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
            exchange.cancel(true); // cancelled before the exchange existed
        }
        exchange.whenComplete((response, error) -> handleEnd(backend, sentAt, Attempt.of(response, error)));
    }

    private void handleEnd(Backend backend, long sentAt, Attempt attempt) {
        long now = calls.clock.getAsLong();
        Outcome outcome = attempt.outcome();
        backend.end(outcome, now - sentAt, now);
        calls.meters.countAttempt(outcome);
        if (result.isDone()) { // cancelled in the meantime
            breaker.releasePermission();
            return;
        }
        maybeSent |= outcome != Outcome.NOT_SENT;
        last = attempt.error();
        if (RetryPolicy.isRepeatable(request, outcome) && scheduleRetry()) {
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

    /** Schedules another attempt. Returns false if none is allowed. */
    private boolean scheduleRetry() {
        Duration backoff = RetryPolicy.backoff(tried.size(), calls.random.get());
        if (tried.size() >= calls.settings.maxAttempts() || options.deadline().millisLeft() <= backoff.toMillis()) {
            return false;
        }
        if (!calls.budget.tryRetry()) {
            calls.meters.countRefusedRetry();
            return false;
        }
        try {
            calls.transport.after(backoff, this::start);
            calls.meters.countRetry();
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the client was closed
        }
    }

    /** Ends the call in a way that tells nothing about the service. */
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
        if (backend == null || calls.isEjected(backend)) {
            breaker.releasePermission();
        } else {
            breaker.onError(calls.clock.getAsLong() - begun, TimeUnit.NANOSECONDS, failure);
        }
    }
}
