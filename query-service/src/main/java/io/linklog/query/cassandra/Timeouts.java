package io.linklog.query.cassandra;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Puts a deadline on a pending answer. */
public final class Timeouts {

    private Timeouts() {}

    /** Returns the same answer, or a {@link java.util.concurrent.TimeoutException} after the deadline. */
    public static <T> CompletableFuture<T> limit(CompletionStage<? extends T> answer, Duration deadline) {
        // a copy: the deadline must not complete the future of the callee
        return answer.<T>thenApply(value -> value)
                .toCompletableFuture()
                .orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }
}
