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
 * Tells whether this process has read everything that was in the log when it was asked. That is what turns "I do not
 * know this code" into "there is no such code".
 *
 * <p>The end of a partition is sampled after the question, and at most one sample is under way: questions that come
 * meanwhile share the next one. The sample must count records of transactions still open: a client may know of its
 * commit before this partition's commit marker is written. Thread-safe; nothing here blocks.
 */
final class LogFence {

    /** Where partitions end. */
    @FunctionalInterface
    interface EndOffsets {
        /** The offset after the last record of each partition, open transactions included; fails when Kafka is away. */
        CompletableFuture<long[]> sample();
    }

    /** What became of a question. */
    enum Passage {
        /** Everything that was in the log at the question has been read. */
        PASSED,
        /** Kafka has more than was read within the wait. */
        BEHIND,
        /** Kafka does not say. */
        KAFKA_AWAY
    }

    /** A question that waits for a partition to be read up to an offset; the number tells equal ones apart. */
    private record Waiting(long end, long question) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int byEnd = Long.compare(end, other.end);
            return byEnd != 0 ? byEnd : Long.compare(question, other.question);
        }
    }

    /** After Kafka did not answer, questions are not kept waiting for this long. */
    private static final Duration BELIEVED_AWAY = Duration.ofSeconds(1);

    private final EndOffsets endOffsets;
    private final Duration wait;
    private final LongSupplier nanoTime;
    private final AtomicLongArray positions;
    private final ConcurrentSkipListMap<Waiting, CompletableFuture<Passage>>[] waiting;
    private final AtomicLong questions = new AtomicLong();

    // guarded by this
    private @Nullable CompletableFuture<long[]> nextSample;
    private boolean sampling;
    private boolean away;
    private long awaySince;

    /**
     * @param wait the longest that a question is kept
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

    /** Asks for a partition, now. */
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
        return sample.thenCompose(ends -> reached(partition, ends[partition]))
                .exceptionally(kafkaAway -> Passage.KAFKA_AWAY);
    }

    /** Says that everything of a partition below an offset has been read and can be found. */
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

    private CompletableFuture<Passage> reached(int partition, long end) {
        if (positions.get(partition) >= end) {
            return CompletableFuture.completedFuture(Passage.PASSED);
        }
        Waiting key = new Waiting(end, questions.incrementAndGet());
        CompletableFuture<Passage> passage = new CompletableFuture<>();
        waiting[partition].put(key, passage);
        // again: the tail may have advanced between the first look and the registration
        if (positions.get(partition) >= end) {
            passage.complete(Passage.PASSED);
        }
        return passage.completeOnTimeout(Passage.BEHIND, wait.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((outcome, error) -> waiting[partition].remove(key));
    }

    private void sampleUnlessUnderWay() {
        CompletableFuture<long[]> asked;
        synchronized (this) {
            if (sampling || nextSample == null) {
                return;
            }
            sampling = true;
            asked = nextSample;
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
                asked.complete(ends);
            } else {
                asked.completeExceptionally(error);
            }
        });
    }
}
