package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitCount;
import io.linklog.schemas.VisitTotals;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/**
 * What one partition has of one code in one hour or day, decoded, so that adding a visit is a few additions. Confined
 * to one thread.
 *
 * <p>Visitors are counted by a HyperLogLog sketch of 2^12 registers: up to some hundreds it is exact, then it is off by
 * 1.6 % (one standard deviation, for sketches that were merged), in 2 KiB. A smaller one would save nothing for the
 * many rows with few visitors, of which it keeps 4 bytes each.
 */
final class Totals {

    /** So many values of a dimension are told apart in a row; the rest is counted together. */
    static final int MOST_VALUES = 200;

    /** What they are counted under. */
    static final String BEYOND = "~";

    static final int LG_K = 12;

    // estimates, on the safe side: they bound what is kept in memory
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

    /** A row that nothing was counted in. */
    static Totals none(TotalsKey key, int shard, int generation) {
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
                generation));
    }

    /** A row as it was stored; it is taken over and changed. */
    static Totals of(VisitTotals record) {
        return new Totals(record);
    }

    /**
     * Counts a visit.
     *
     * @param under what it counts under, as {@link Dimension#valuesOf} has it
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

    private VisitCount count(int dimension, String value) {
        Map<String, VisitCount> of = counts.get(dimension);
        if (of == null) {
            of = new HashMap<>();
            counts.set(dimension, of);
            record.getDimensions().put(Dimension.ALL.get(dimension).key, of);
        }
        VisitCount count = of.get(value);
        if (count == null && of.size() >= MOST_VALUES) {
            // the value of this name may have been one of those told apart, or this row's first one beyond them
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
     * The row as it is to be stored. The record is this row's own: it changes with the next visit.
     *
     * @param nowMicros when it is counted; a row's times increase strictly all the same
     */
    VisitTotals record(long nowMicros) {
        if (visitors != null) {
            byte[] bytes = visitors.toCompactByteArray();
            record.setUnique(ByteBuffer.wrap(bytes));
            sketchBytes = bytes.length;
        }
        record.setCountedAt(Micros.after(record.getCountedAt(), nowMicros));
        return record;
    }

    /** About how much memory it takes. */
    long bytes() {
        return BYTES_OF_A_ROW + (long) BYTES_OF_A_VALUE * values + 2L * sketchBytes;
    }
}
