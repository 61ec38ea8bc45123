package io.linklog.topology.codes;

import io.linklog.mesh.etcd.Etcd;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A shared number in memory. Its answers get lost before or after the write. Thread-safe. */
final class FlakyNumber implements SharedNumber {

    private final BooleanSupplier loseBefore;
    private final BooleanSupplier loseAfter;
    private long revision;
    private String value;

    FlakyNumber(BooleanSupplier loseBefore, BooleanSupplier loseAfter) {
        this.loseBefore = loseBefore;
        this.loseAfter = loseAfter;
    }

    static FlakyNumber thatLosesNothing() {
        return new FlakyNumber(() -> false, () -> false);
    }

    /** Another value, as after a restart with an older one; null for none. */
    synchronized void become(String other) {
        value = other;
        revision = other == null ? Etcd.ABSENT : revision + 1;
    }

    @Override
    public synchronized CompletableFuture<Optional<Etcd.Entry>> get() {
        if (loseBefore.getAsBoolean()) {
            return lost();
        }
        return CompletableFuture.completedFuture(
                value == null ? Optional.empty() : Optional.of(new Etcd.Entry("next", value, revision, revision, 0)));
    }

    @Override
    public synchronized CompletableFuture<Optional<Long>> compareAndSet(long expected, String wanted) {
        if (loseBefore.getAsBoolean()) {
            return lost();
        }
        Optional<Long> result = Optional.empty();
        if (expected == revision) {
            revision++;
            value = wanted;
            result = Optional.of(revision);
        }
        return loseAfter.getAsBoolean() ? lost() : CompletableFuture.completedFuture(result);
    }

    private static <T> CompletableFuture<T> lost() {
        return CompletableFuture.failedFuture(new TimeoutException("the answer was lost"));
    }
}
