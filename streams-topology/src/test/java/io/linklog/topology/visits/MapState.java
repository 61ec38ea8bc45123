package io.linklog.topology.visits;

import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.topology.streams.MapRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A state store in memory. Values are bytes, so callers cannot change them later. Uncommitted writes can be rolled
 * back.
 */
final class MapState implements CountStore {

    private final AvroSerde<VisitStats> serde =
            AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, new MapRegistry());
    private final Map<TotalsKey, byte[]> totals = new HashMap<>();
    private final Map<String, byte[]> counted = new HashMap<>();
    private Map<TotalsKey, byte[]> committedTotals = Map.of();
    private Map<String, byte[]> committedCounted = Map.of();

    @Override
    public @Nullable VisitTotals totals(TotalsKey key) {
        return totals.containsKey(key) ? (VisitTotals) decoded(totals.get(key)) : null;
    }

    @Override
    public @Nullable VisitsCounted countsOf(String journal) {
        return counted.containsKey(journal) ? (VisitsCounted) decoded(counted.get(journal)) : null;
    }

    @Override
    public List<TotalsKey> keys(String name, Instant until) {
        return totals.keySet().stream()
                .filter(key -> key.code().equals(name) && key.start() <= until.toEpochMilli())
                .toList();
    }

    @Override
    public void put(TotalsKey key, VisitTotals row) {
        VisitTotals before = totals(key);
        if (before != null && !row.getCountedAt().isAfter(before.getCountedAt())) {
            throw new AssertionError("countedAt did not increase: " + before + ", then " + row);
        }
        totals.put(key, encoded(row));
    }

    @Override
    public void put(VisitsCounted row) {
        VisitsCounted before = countsOf(row.getJournal());
        if (before != null && !row.getCountedAt().isAfter(before.getCountedAt())) {
            throw new AssertionError("countedAt did not increase: " + before + ", then " + row);
        }
        counted.put(row.getJournal(), encoded(row));
    }

    /** Commits: a later {@link #rollBack} returns to this state. */
    void commit() {
        committedTotals = new HashMap<>(totals);
        committedCounted = new HashMap<>(counted);
    }

    /** Restores the committed state, like the changelogs after a crash. */
    void rollBack() {
        totals.clear();
        totals.putAll(committedTotals);
        counted.clear();
        counted.putAll(committedCounted);
    }

    Map<TotalsKey, VisitTotals> rows() {
        Map<TotalsKey, VisitTotals> rows = new HashMap<>();
        totals.forEach((key, bytes) -> rows.put(key, (VisitTotals) decoded(bytes)));
        return rows;
    }

    private byte[] encoded(Object stats) {
        return serde.serializer().serialize(Topics.VISIT_STATS.name(), new VisitStats(stats));
    }

    private Object decoded(byte[] bytes) {
        return serde.deserializer()
                .deserialize(Topics.VISIT_STATS.name(), bytes)
                .getStats();
    }
}
