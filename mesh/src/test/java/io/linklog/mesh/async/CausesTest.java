package io.linklog.mesh.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CausesTest {

    private final IOException failure = new IOException("reset");

    @Test
    void findsTheFailureBehindAnyNumberOfStages() {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        CompletableFuture.failedFuture(failure)
                .thenApply(value -> value)
                .thenCompose(CompletableFuture::completedFuture)
                .whenComplete((value, error) -> seen.set(error));
        assertThat(seen.get()).isInstanceOf(CompletionException.class);
        assertThat(Causes.unwrap(seen.get())).isSameAs(failure);
        assertThat(Causes.unwrap(new CompletionException(new CompletionException(failure))))
                .isSameAs(failure);
    }

    @Test
    void leavesOtherFailuresAsTheyAre() {
        CompletionException withoutCause = new CompletionException("nothing behind it", null);
        assertThat(Causes.unwrap(failure)).isSameAs(failure);
        assertThat(Causes.unwrap(withoutCause)).isSameAs(withoutCause);
        assertThat(Causes.unwrapNullable(null)).isNull();
    }
}
