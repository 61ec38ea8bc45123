package io.linklog.query.cassandra;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Puts a deadline on a pending answer. */
public final class Timeouts {

    private Timeouts() {}

    /**
     * Returns the same answer, or a {@link java.util.concurrent.TimeoutException} after the deadline. At the deadline,
     * and when the returned future is cancelled, the answer is cancelled too: nobody waits for it any longer.
     *
     * @param answer of one caller; it must not be shared
     */
    public static <T> CompletableFuture<T> limit(CompletionStage<T> answer, Duration deadline) {
        CompletableFuture<T> source = answer.toCompletableFuture();
        CompletableFuture<T> limited = source.copy().orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
        limited.whenComplete((value, error) -> source.cancel(/* mayInterruptIfRunning= */ false));
        return limited;
    }
}
