package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Generation;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.datasketches.hll.HllSketch;

/** Counts visits in memory, for comparison with a count that is disturbed. */
public final class UndisturbedCount {

    private static final long ROOM = 1L << 40;

    private final Map<Integer, MapState> states = new HashMap<>();
    private final Map<Integer, VisitCounter> counters = new HashMap<>();

    /** Counts a visit. */
    public void add(Visit visit) {
        int partition = visit.getPartition();
        VisitCounter counter = counters.computeIfAbsent(
                partition,
                p -> new VisitCounter(
                        Generation.FIRST, p, states.computeIfAbsent(p, q -> new MapState()), Map.of(), ROOM));
        counter.register(visit);
        counter.add(visit);
    }

    /** All rows, by their keys in {@code visit-stats}, as {@link #describe} shows them. */
    public Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        counters.forEach((partition, counter) -> {
            counter.flush(1);
            states.get(partition).rows().values().forEach(row -> rows.put(key(row), describe(row)));
        });
        return rows;
    }

    /** The key of a row of the first generation. */
    public static String key(VisitTotals row) {
        return VisitStatsKey.totals(row.getCode(), row.getUnit(), row.getStart(), row.getShard(), 1);
    }

    /** What a row says, without the time when it was counted. */
    public static String describe(VisitTotals row) {
        Map<String, String> dimensions = new TreeMap<>();
        row.getDimensions()
                .forEach((name, counts) -> counts.forEach(
                        (value, count) -> dimensions.put(name + "=" + value, count.getHuman() + "+" + count.getBot())));
        ByteBuffer unique = row.getUnique().duplicate();
        byte[] sketch = new byte[unique.remaining()];
        unique.get(sketch);
        long visitors =
                sketch.length == 0 ? 0 : Math.round(HllSketch.heapify(sketch).getEstimate());
        return row.getHuman() + "+" + row.getBot() + ", visitors " + visitors + ", " + dimensions;
    }
}
