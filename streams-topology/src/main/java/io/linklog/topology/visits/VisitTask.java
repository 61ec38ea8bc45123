package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.linklog.topology.rebuild.TaskRebuild;
import io.linklog.topology.rebuild.visits.VisitMarks;
import io.linklog.topology.rebuild.visits.VisitStateLog;
import io.linklog.topology.rebuild.visits.VisitStep;
import io.linklog.visits.Generation;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Counts the visits of one task; the counts reach stores and topic once per commit. Confined to the task's thread. */
final class VisitTask {

    private static final long MICROS_PER_MILLI = 1_000;

    private final Generation generation;
    private final int partition;
    private final UnaryOperator<Visit> description;
    private final Map<String, Instant> purges;
    private final Map<String, Instant> appliedPurges = new HashMap<>();
    private final VisitCounter counting;
    private final StreamsCountStore stores;
    private final TaskRebuild<VisitMarks, VisitStep> rebuild;
    private final CountingMetrics metrics;
    private final LongSupplier clockMillis;

    VisitTask(
            Generation generation,
            int partition,
            UnaryOperator<Visit> description,
            Map<String, Instant> purges,
            VisitCounter counting,
            StreamsCountStore stores,
            TaskRebuild<VisitMarks, VisitStep> rebuild,
            CountingMetrics metrics,
            LongSupplier clockMillis) {
        this.generation = generation;
        this.partition = partition;
        this.description = description;
        this.purges = purges;
        this.counting = counting;
        this.stores = stores;
        this.rebuild = rebuild;
        this.metrics = metrics;
        this.clockMillis = clockMillis;
    }

    /**
     * @param offset of the visit
     * @throws UnreadableRecordException for a visit that cannot be counted; it gets a dead letter
     */
    void process(Visit visit, long offset) {
        stores.processed(offset + 1);
        VisitRules.requireCountable(visit, partition);
        long missing = counting.register(visit);
        if (missing == VisitCounter.REPEAT) {
            metrics.countRepeat();
            return;
        }
        metrics.countMissing(missing);
        if (visit.getAt().isBefore(generation.from())) {
            return; // an older generation counts it
        }
        // checked after it is registered: a refused visit is not lost, so it must not count as missing
        requireTimely(visit);
        Visit described = description.apply(visit);
        counting.add(described);
        metrics.countVisit(described);
        makeRoom();
    }

    private void makeRoom() {
        if (counting.isFull()) {
            metrics.countRows(counting.makeRoom(nowMicros()));
        }
    }

    /**
     * Erases what is purged and not erased yet, from rows that no visit touches as well. Called from time to time; the
     * next commit has it.
     */
    void purge() {
        if (!rebuild.isComplete()) {
            return;
        }
        Instant kept = Instant.ofEpochMilli(clockMillis.getAsLong()).minus(VisitStateLog.CHANGEABLE);
        purges.forEach((name, until) -> {
            if (until.isAfter(kept) && !until.equals(appliedPurges.put(name, until))) {
                counting.purge(name, until);
                makeRoom();
            }
        });
    }

    private void requireTimely(Visit visit) {
        try {
            VisitRules.requireTimely(visit, Instant.ofEpochMilli(clockMillis.getAsLong()));
        } catch (UnreadableRecordException e) {
            counting.refuse(visit);
            metrics.countRefusal();
            throw e;
        }
    }

    /** Hands over everything that changed; called before each commit. */
    void flush() {
        metrics.countRows(counting.flush(nowMicros()));
        stores.mark();
    }

    /** Ends the task; what is not flushed belongs to a transaction that does not commit. */
    void close() {
        rebuild.close();
    }

    private long nowMicros() {
        return clockMillis.getAsLong() * MICROS_PER_MILLI;
    }
}
