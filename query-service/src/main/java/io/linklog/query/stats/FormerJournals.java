package io.linklog.query.stats;

import io.linklog.query.stats.SelectJournalCounts.JournalCount;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the journals of processes that have ended. Their table grows with each start of a process, for ever.
 * Therefore one scan runs at a time, whoever asks, no request ends it, and its result serves for ten seconds. Memory
 * does not depend on the number of journals that were ever written, but for their names during a scan. Thread-safe.
 */
final class FormerJournals {

    private static final Duration FRESH = Duration.ofSeconds(10);

    /** Reads the whole table. */
    @FunctionalInterface
    interface Scan {
        CompletableFuture<Void> run(int generation, Consumer<JournalCount> take);
    }

    /** What was found, over all partitions. */
    record Sums(int journals, long counted, long missing, long repeated, long refused) {}

    /** Adds up during a scan, whose pages arrive one after another. */
    private static final class Adding {
        private final Set<String> running;
        private final Set<String> journals = new HashSet<>();
        private long counted;
        private long missing;
        private long repeated;
        private long refused;

        Adding(Set<String> running) {
            this.running = running;
        }

        void add(JournalCount row) {
            if (running.contains(row.journal())) {
                return;
            }
            journals.add(row.journal());
            counted += row.counted();
            missing += row.missing();
            repeated += row.repeated();
            refused += row.refused();
        }

        Sums sums() {
            return new Sums(journals.size(), counted, missing, repeated, refused);
        }
    }

    private record Latest(int generation, CompletableFuture<Sums> sums) {}

    private final Scan scan;
    private final LongSupplier nanoTime;

    // guarded by this
    private @Nullable Latest latest;
    private long endedAt;

    /** @param nanoTime as {@link System#nanoTime()} */
    FormerJournals(Scan scan, LongSupplier nanoTime) {
        this.scan = scan;
        this.nanoTime = nanoTime;
    }

    /** The sums of all journals but some, from the running scan, a fresh one or a new one. */
    CompletableFuture<Sums> sums(Set<String> running, int generation) {
        CompletableFuture<Sums> mine;
        synchronized (this) {
            if (latest != null && (!latest.sums.isDone() || isUsable(latest, generation))) {
                return latest.sums.copy();
            }
            mine = new CompletableFuture<>();
            latest = new Latest(generation, mine);
        }
        Adding adding = new Adding(Set.copyOf(running));
        start(generation, adding).whenComplete((done, error) -> {
            synchronized (this) {
                endedAt = nanoTime.getAsLong();
            }
            if (error == null) {
                mine.complete(adding.sums());
            } else {
                mine.completeExceptionally(error);
            }
        });
        return mine.copy();
    }

    private CompletableFuture<Void> start(int generation, Adding adding) {
        try {
            return scan.run(generation, adding::add);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean isUsable(Latest done, int generation) {
        return done.generation == generation
                && !done.sums.isCompletedExceptionally()
                && nanoTime.getAsLong() - endedAt < FRESH.toNanos();
    }
}
