package io.linklog.topology.visits;

import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Generation;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells which visits of one partition were counted, by one number for each journal. A journal numbers its visits of a
 * partition from 1 without a gap and sends them in order; after a fault it continues from an earlier number. So a
 * number that is not above the highest one is a repeat, and a gap is a loss. Confined to one thread.
 */
final class JournalPositions {

    /** The result of {@link #register} for a visit that was counted before. */
    static final long REPEAT = -1;

    // more than all query-services that ever ran; beyond that, entries are read from the store again
    private static final int MOST_IN_MEMORY = 1_000;

    private final Generation generation;
    private final int partition;
    private final Function<String, @Nullable VisitsCounted> stored;
    private final Map<String, VisitsCounted> known = new HashMap<>();
    private final Map<String, VisitsCounted> changed = new LinkedHashMap<>();

    /** @param stored reads the stored entry of a journal; null for none */
    JournalPositions(Generation generation, int partition, Function<String, @Nullable VisitsCounted> stored) {
        this.generation = generation;
        this.partition = partition;
        this.stored = stored;
    }

    /**
     * Registers a visit.
     *
     * @param sequence at least 1
     * @param at of the visit
     * @return how many visits are missing between it and the one before it; {@link #REPEAT} if it was counted before
     */
    long register(String journal, long sequence, Instant at) {
        VisitsCounted entry = entry(journal);
        changed.put(journal, entry);
        long gap = sequence - entry.getSequence() - 1;
        if (gap < 0) {
            entry.setRepeated(entry.getRepeated() + 1);
            return REPEAT;
        }
        if (entry.getSequence() == 0 && at.isBefore(generation.startedAt())) {
            gap = 0; // the log no longer has those before it, or the earlier generation reported them missing
        }
        entry.setSequence(sequence);
        entry.setMissing(entry.getMissing() + gap);
        return gap;
    }

    /** Registers that an arrived visit is not counted. */
    void refuse(String journal) {
        VisitsCounted entry = entry(journal);
        entry.setRefused(entry.getRefused() + 1);
    }

    /** Registers that visits are purged: they have left the totals, or were kept out of them. */
    void purge(long visits) {
        VisitsCounted entry = entry(VisitStatsKey.PURGED);
        entry.setSequence(entry.getSequence() + visits);
        changed.put(VisitStatsKey.PURGED, entry);
    }

    private VisitsCounted entry(String journal) {
        VisitsCounted entry = known.get(journal);
        if (entry == null) {
            entry = stored.apply(journal);
            if (entry == null) {
                entry = new VisitsCounted(journal, partition, 0L, 0L, 0L, 0L, Instant.EPOCH, generation.number());
            }
            known.put(journal, entry);
        }
        return entry;
    }

    /** Passes on the entries that changed since the last call. */
    void drain(long nowMicros, Consumer<VisitsCounted> out) {
        changed.values().forEach(entry -> {
            entry.setCountedAt(IncreasingTime.after(entry.getCountedAt(), nowMicros));
            out.accept(entry);
        });
        changed.clear();
        if (known.size() > MOST_IN_MEMORY) {
            known.clear();
        }
    }
}
