package io.linklog.query.lookup;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether this process has read everything that was in the log at the time of the call. Only then does "this code
 * is not known here" mean "this code does not exist".
 *
 * <p>The end of a partition is sampled after the call. At most one sample runs at a time; calls that arrive meanwhile
 * share the next one. The sample must include records of open transactions: a client may learn of its commit before the
 * commit marker of this partition is written. Thread-safe. Nothing blocks.
 */
final class LogFence {

    /** Samples the ends of the partitions. */
    @FunctionalInterface
    interface EndOffsets {
        /** The offset after the last record of each partition, open transactions included; fails when Kafka is away. */
        CompletableFuture<long[]> sample();
    }

    /** The outcome of a call. */
    enum Passage {
        /** Everything that was in the log at the time of the call has been read. */
        PASSED,
        /** Kafka has records that were not read within the wait. */
        BEHIND,
        /** Kafka does not answer. */
        KAFKA_AWAY
    }

    /** A call that waits until its partition is read up to an offset; the number makes equal ones distinct. */
    private record Waiting(long end, long call) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int byEnd = Long.compare(end, other.end);
            return byEnd != 0 ? byEnd : Long.compare(call, other.call);
        }
    }

    /** After Kafka did not answer, calls fail at once for this time. */
    private static final Duration BELIEVED_AWAY = Duration.ofSeconds(1);

    private final EndOffsets endOffsets;
    private final Duration wait;
    private final LongSupplier nanoTime;
    private final AtomicLongArray positions;
    private final ConcurrentSkipListMap<Waiting, CompletableFuture<Passage>>[] waiting;
    private final AtomicLong calls = new AtomicLong();

    // guarded by this
    private @Nullable CompletableFuture<long[]> nextSample;
    private boolean sampling;
    private boolean away;
    private long awaySince;

    /**
     * @param wait the longest time that a call waits
     * @param nanoTime as {@link System#nanoTime()}
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of maps
    LogFence(int partitions, EndOffsets endOffsets, Duration wait, LongSupplier nanoTime) {
        this.endOffsets = endOffsets;
        this.wait = wait;
        this.nanoTime = nanoTime;
        this.positions = new AtomicLongArray(partitions);
        this.waiting = new ConcurrentSkipListMap[partitions];
        for (int i = 0; i < partitions; i++) {
            waiting[i] = new ConcurrentSkipListMap<>();
        }
    }

    /** Completes when everything that is in a partition now has been read, or when that is not known in time. */
    CompletableFuture<Passage> ask(int partition) {
        CompletableFuture<long[]> sample;
        synchronized (this) {
            if (away && nanoTime.getAsLong() - awaySince < BELIEVED_AWAY.toNanos()) {
                return CompletableFuture.completedFuture(Passage.KAFKA_AWAY);
            }
            if (nextSample == null) {
                nextSample = new CompletableFuture<>();
            }
            sample = nextSample;
        }
        sampleUnlessUnderWay();
        return sample.thenCompose(ends -> awaitPosition(partition, ends[partition]))
                .exceptionally(kafkaAway -> Passage.KAFKA_AWAY);
    }

    /** Reports that every record of a partition below an offset has been read and applied. */
    void advance(int partition, long position) {
        positions.set(partition, position);
        var passed = waiting[partition].headMap(new Waiting(position, Long.MAX_VALUE), /* inclusive= */ true);
        while (true) {
            var first = passed.pollFirstEntry();
            if (first == null) {
                return;
            }
            first.getValue().complete(Passage.PASSED);
        }
    }

    private CompletableFuture<Passage> awaitPosition(int partition, long end) {
        if (positions.get(partition) >= end) {
            return CompletableFuture.completedFuture(Passage.PASSED);
        }
        Waiting key = new Waiting(end, calls.incrementAndGet());
        CompletableFuture<Passage> passage = new CompletableFuture<>();
        waiting[partition].put(key, passage);
        // a second look: the tail may have advanced before the call was registered
        if (positions.get(partition) >= end) {
            passage.complete(Passage.PASSED);
        }
        return passage.completeOnTimeout(Passage.BEHIND, wait.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((outcome, error) -> waiting[partition].remove(key));
    }

    private void sampleUnlessUnderWay() {
        CompletableFuture<long[]> waiters;
        synchronized (this) {
            if (sampling || nextSample == null) {
                return;
            }
            sampling = true;
            waiters = nextSample;
            nextSample = null;
        }
        endOffsets.sample().whenComplete((ends, error) -> {
            synchronized (this) {
                sampling = false;
                away = error != null;
                awaySince = nanoTime.getAsLong();
            }
            sampleUnlessUnderWay();
            if (error == null) {
                waiters.complete(ends);
            } else {
                waiters.completeExceptionally(error);
            }
        });
    }
}
