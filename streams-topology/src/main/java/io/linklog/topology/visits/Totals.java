package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitCount;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.rules.VisitPurgeRules;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/**
 * A decoded row of totals: one code in one hour or day, on one partition. Adding a visit costs a few additions.
 * Confined to one thread.
 *
 * <p>A HyperLogLog sketch of 2^12 registers counts visitors. It is exact up to some hundreds; above that its error is
 * 1.6 % (one standard deviation, for merged sketches). It takes 2 KiB. A smaller sketch would save nothing in the many
 * rows with few visitors, which take 4 bytes for each visitor.
 */
final class Totals {

    /** A row counts at most this many values of a dimension separately; all others count under {@link #BEYOND}. */
    static final int MOST_VALUES = 200;

    /** The value that stands for all values beyond {@link #MOST_VALUES}. */
    static final String BEYOND = "~";

    static final int LG_K = 12;

    // rough upper bounds; they limit how much memory rows take
    private static final int BYTES_OF_A_ROW = 1_536;
    private static final int BYTES_OF_A_VALUE = 128;

    private final VisitTotals record;
    private final List<@Nullable Map<String, VisitCount>> counts;
    private @Nullable HllSketch visitors;
    private int values;
    private int sketchBytes;

    private Totals(VisitTotals record) {
        this.record = record;
        this.counts = new ArrayList<>(Dimension.ALL.size());
        for (Dimension dimension : Dimension.ALL) {
            Map<String, VisitCount> of = record.getDimensions().get(dimension.key);
            counts.add(of);
            values += of == null ? 0 : of.size();
        }
        ByteBuffer unique = record.getUnique();
        if (unique.hasRemaining()) {
            byte[] bytes = new byte[unique.remaining()];
            unique.duplicate().get(bytes);
            visitors = HllSketch.heapify(bytes);
            sketchBytes = bytes.length;
        }
    }

    /** An empty row. */
    static Totals empty(TotalsKey key, int shard, int generation) {
        return new Totals(new VisitTotals(
                key.code(),
                key.unit(),
                Instant.ofEpochMilli(key.start()),
                shard,
                0L,
                0L,
                ByteBuffer.allocate(0),
                new HashMap<>(),
                Instant.EPOCH,
                generation,
                null));
    }

    /** A stored row. The record is changed. */
    static Totals of(VisitTotals record) {
        return new Totals(record);
    }

    /**
     * Counts a visit.
     *
     * @param under the value of the visit in each dimension, see {@link Dimension#valuesOf}
     */
    void add(Visit visit, List<@Nullable String> under) {
        boolean bot = visit.getBot() != null;
        if (bot) {
            record.setBot(record.getBot() + 1);
        } else {
            record.setHuman(record.getHuman() + 1);
            if (visit.getVisitor() != null) {
                if (visitors == null) {
                    visitors = new HllSketch(LG_K, TgtHllType.HLL_4);
                }
                visitors.update((long) visit.getVisitor());
            }
        }
        for (int i = 0; i < under.size(); i++) {
            String value = under.get(i);
            if (value != null) {
                VisitCount count = count(i, value);
                if (bot) {
                    count.setBot(count.getBot() + 1);
                } else {
                    count.setHuman(count.getHuman() + 1);
                }
            }
        }
    }

    /**
     * Erases the visits of the row, unless they were erased up to this time before. What the row counts from now on is
     * later than the deletion in the tables.
     *
     * @param until the time of a purge; null for none
     * @return how many visits it erased
     */
    long purge(@Nullable Instant until) {
        if (until == null || !VisitPurgeRules.isPurged(record, until)) {
            return 0;
        }
        long erased = record.getHuman() + record.getBot();
        record.setHuman(0);
        record.setBot(0);
        record.setUnique(ByteBuffer.allocate(0));
        record.setDimensions(new HashMap<>());
        Collections.fill(counts, null);
        visitors = null;
        values = 0;
        sketchBytes = 0;
        record.setPurgedUntil(until);
        Instant deletedAt = VisitPurgeRules.deletedAt(until);
        if (record.getCountedAt().isBefore(deletedAt)) {
            record.setCountedAt(deletedAt);
        }
        return erased;
    }

    private VisitCount count(int dimension, String value) {
        Map<String, VisitCount> of = counts.get(dimension);
        if (of == null) {
            of = new HashMap<>();
            counts.set(dimension, of);
            record.getDimensions().put(Dimension.ALL.get(dimension).key, of);
        }
        VisitCount count = of.get(value);
        if (count == null && of.size() >= MOST_VALUES) {
            // the first value beyond the limit adds the entry, later ones find it
            return newCount(of, BEYOND);
        }
        return count == null ? newCount(of, value) : count;
    }

    private VisitCount newCount(Map<String, VisitCount> of, String value) {
        return of.computeIfAbsent(value, name -> {
            values++;
            return new VisitCount(0L, 0L);
        });
    }

    /**
     * The row to store. The next visit changes the returned record.
     *
     * @param nowMicros microseconds since 1970; the times of a row strictly increase even if the clock does not
     */
    VisitTotals record(long nowMicros) {
        if (visitors != null) {
            byte[] bytes = visitors.toCompactByteArray();
            record.setUnique(ByteBuffer.wrap(bytes));
            sketchBytes = bytes.length;
        }
        record.setCountedAt(IncreasingTime.after(record.getCountedAt(), nowMicros));
        return record;
    }

    /** How much memory the row takes, about. */
    long bytes() {
        return BYTES_OF_A_ROW + (long) BYTES_OF_A_VALUE * values + 2L * sketchBytes;
    }
}
