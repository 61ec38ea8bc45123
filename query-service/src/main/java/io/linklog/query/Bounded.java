package io.linklog.query;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Answers that are not waited for longer than a deadline. */
final class Bounded {

    private Bounded() {}

    /** The same answer, or a {@link java.util.concurrent.TimeoutException} when it takes longer. */
    static <T> CompletableFuture<T> by(Duration deadline, CompletionStage<? extends T> answer) {
        return answer.<T>thenApply(value -> value)
                .toCompletableFuture()
                .orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }
}
