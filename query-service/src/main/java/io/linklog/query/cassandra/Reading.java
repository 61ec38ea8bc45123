package io.linklog.query.cassandra;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The work of one request: it starts the request's reads and knows which of them run. After {@link #end}, those that
 * run are cancelled and no other starts. Therefore a walk of many reads stops when its caller is answered, without a
 * check of its own. Thread-safe.
 */
public final class Reading {

    private final SpanContext trace;
    private final long softEndNanos;
    private final Runnable whenIdle;
    private final Set<CompletableFuture<?>> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger(1); // the request itself, and each of its reads
    private volatile boolean ended;

    /**
     * @param trace of the request; invalid for none
     * @param patience of the caller
     * @param whenIdle is called once, when the request and all of its reads have ended
     */
    public Reading(SpanContext trace, Duration patience, Runnable whenIdle) {
        this.trace = trace;
        this.softEndNanos = System.nanoTime() + patience.toNanos() / 2;
        this.whenIdle = whenIdle;
    }

    /** A read that nobody counts and nobody ends, for the threads of this process. */
    public static Reading unbounded() {
        return new Reading(SpanContext.getInvalid(), Duration.ofDays(1), () -> {});
    }

    /** Begins the request's work. Call it once. A failure to begin is a failed future, as a later failure is. */
    public <T> CompletableFuture<T> begin(Function<Reading, CompletableFuture<T>> work) {
        CompletableFuture<T> found = startSafely(() -> work.apply(this));
        found.whenComplete((value, error) -> leave());
        return found;
    }

    /** The trace of the request; invalid for none. */
    public SpanContext trace() {
        return trace;
    }

    /** Whether half of the caller's patience is over: a walk that can stop with a part of the answer does so. */
    public boolean isLate() {
        return System.nanoTime() - softEndNanos >= 0;
    }

    /** Starts a read; fails with a {@link CancellationException} when the request has ended. */
    public <T> CompletableFuture<T> run(Supplier<? extends CompletionStage<T>> read) {
        if (!enter()) {
            return CompletableFuture.failedFuture(new CancellationException("The request has ended"));
        }
        CompletableFuture<T> answer = startSafely(read);
        running.add(answer);
        if (ended) {
            answer.cancel(/* mayInterruptIfRunning= */ false);
        }
        answer.whenComplete((value, error) -> {
            running.remove(answer);
            leave();
        });
        return answer;
    }

    /** Cancels the running reads and starts no other. Idempotent. */
    public void end() {
        ended = true;
        running.forEach(read -> read.cancel(/* mayInterruptIfRunning= */ false));
    }

    private boolean enter() {
        return !ended && open.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    private void leave() {
        if (open.decrementAndGet() == 0) {
            whenIdle.run();
        }
    }

    private static <T> CompletableFuture<T> startSafely(Supplier<? extends CompletionStage<T>> read) {
        try {
            return read.get().toCompletableFuture();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
