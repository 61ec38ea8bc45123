package io.linklog.topology.visits;

import io.linklog.schemas.VisitsCounted;
import io.linklog.visits.Generation;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which visits of one partition were counted, by one number for each journal: a journal sends its visits of a partition
 * in the order of their numbers, from 1 without a gap, and after a fault from an earlier one again. So what is not
 * above the highest number was counted, and what leaves some out shows a loss. Confined to one thread.
 */
final class Journals {

    /** The answer for a visit that was counted before. */
    static final long REPEAT = -1;

    // one for each query-service that ever was: more are a stranger's, and are read again from the store when they come
    private static final int MOST_IN_MEMORY = 1_000;

    private final Generation generation;
    private final int partition;
    private final Function<String, @Nullable VisitsCounted> stored;
    private final Map<String, VisitsCounted> known = new HashMap<>();
    private final Map<String, VisitsCounted> changed = new LinkedHashMap<>();

    /** @param stored gives the entry of a journal */
    Journals(Generation generation, int partition, Function<String, @Nullable VisitsCounted> stored) {
        this.generation = generation;
        this.partition = partition;
        this.stored = stored;
    }

    /**
     * Takes note of a visit.
     *
     * @param sequence at least 1
     * @param at of the visit
     * @return how many are missing between it and the one before, or {@link #REPEAT}
     */
    long take(String journal, long sequence, Instant at) {
        VisitsCounted entry = entry(journal);
        changed.put(journal, entry);
        long gap = sequence - entry.getSequence() - 1;
        if (gap < 0) {
            entry.setRepeated(entry.getRepeated() + 1);
            return REPEAT;
        }
        if (entry.getSequence() == 0 && at.isBefore(generation.begun())) {
            gap = 0; // the log has forgotten those before it, or they are missing in the count that was there then
        }
        entry.setSequence(sequence);
        entry.setMissing(entry.getMissing() + gap);
        return gap;
    }

    /** Takes note that a visit that was taken is not counted. */
    void refuse(String journal) {
        VisitsCounted entry = entry(journal);
        entry.setRefused(entry.getRefused() + 1);
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

    /** Hands over the entries that changed since the last time. */
    void drain(long nowMicros, Consumer<VisitsCounted> out) {
        changed.values().forEach(entry -> {
            entry.setCountedAt(Micros.after(entry.getCountedAt(), nowMicros));
            out.accept(entry);
        });
        changed.clear();
        if (known.size() > MOST_IN_MEMORY) {
            known.clear();
        }
    }
}
