package io.linklog.topology.visits;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Generation;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the visits of one partition, each once, in every row that it belongs to. Changed rows stay in memory until
 * {@link #flush}: a row that a thousand visits change is encoded and written once. Confined to one thread.
 */
final class VisitCounter {

    /** The result of {@link #register} for a visit that was counted before. */
    static final long REPEAT = JournalPositions.REPEAT;

    private static final StatsUnit[] UNITS = StatsUnit.values();

    /** A row in memory. */
    private static final class Row {
        final Totals totals;
        boolean changed;
        long bytes;

        Row(Totals totals) {
            this.totals = totals;
        }
    }

    private final Generation generation;
    private final int shard;
    private final CountStore state;
    private final Map<String, Instant> purges;
    private final long mostBytes;
    private final JournalPositions journals;
    // in the order of their latest use, the most recent last
    private final Map<TotalsKey, Row> rows = new LinkedHashMap<>(256, 0.75f, true);
    private final Map<TotalsKey, Row> changed = new LinkedHashMap<>();
    private long bytes;

    /**
     * @param generation that counts
     * @param shard the partition
     * @param purges until when the visits of a name are purged; may change
     * @param mostBytes heap for rows, about
     */
    VisitCounter(Generation generation, int shard, CountStore state, Map<String, Instant> purges, long mostBytes) {
        this.generation = generation;
        this.shard = shard;
        this.state = state;
        this.purges = purges;
        this.mostBytes = mostBytes;
        this.journals = new JournalPositions(generation, shard, state::countsOf);
    }

    /**
     * Registers that a visit arrived.
     *
     * @return how many visits are missing before it; {@link #REPEAT} if it was counted before
     */
    long register(Visit visit) {
        return journals.register(visit.getJournal(), visit.getSequence(), visit.getAt());
    }

    /** Registers that an arrived visit is not counted. */
    void refuse(Visit visit) {
        journals.refuse(visit.getJournal());
    }

    /**
     * Counts a visit. If it is purged, it counts only in the sum of all links of its tenant, where it stays when it is
     * purged later.
     */
    void add(Visit visit) {
        List<@Nullable String> under = Dimension.valuesOf(visit);
        long at = visit.getAt().toEpochMilli();
        boolean redirect = visit.getKind() == VisitKind.REDIRECT;
        // orphans all in one row: requests for unknown codes are unbounded, and a row for each would fill the store
        String name = VisitStatsKey.name(visit);
        String allLinks = VisitStatsKey.allLinks(visit.getTenant());
        Instant until = purges.get(name);
        boolean purged = until != null && !visit.getAt().isAfter(until);
        if (purged) {
            journals.purge(1);
        }
        for (StatsUnit unit : UNITS) {
            if (!purged) {
                add(TotalsKey.at(name, unit, at), visit, under);
            }
            if (redirect) {
                add(TotalsKey.at(allLinks, unit, at), visit, under);
            }
        }
    }

    private void add(TotalsKey key, Visit visit, List<@Nullable String> under) {
        Row row = row(key);
        row.totals.add(visit, under);
        change(key, row);
    }

    /** The row of a key, without what is purged. */
    private Row row(TotalsKey key) {
        Row row = rows.get(key);
        if (row == null) {
            VisitTotals stored = state.totals(key);
            row = new Row(stored == null ? Totals.empty(key, shard, generation.number()) : Totals.of(stored));
            rows.put(key, row);
        }
        long erased = row.totals.purge(purges.get(key.code()));
        if (erased > 0) {
            change(key, row);
            // each visit is in one row of an hour and in one of a day
            journals.purge(key.unit() == StatsUnit.DAY ? erased : 0);
        }
        return row;
    }

    private void change(TotalsKey key, Row row) {
        if (!row.changed) {
            row.changed = true;
            changed.put(key, row);
        }
        weigh(row);
    }

    /** Erases the visits of a name from all rows that can still change. */
    void purge(String name, Instant until) {
        Set<TotalsKey> keys = new LinkedHashSet<>(state.keys(name, until));
        changed.keySet().stream()
                .filter(key -> key.code().equals(name) && key.start() <= until.toEpochMilli())
                .forEach(keys::add);
        keys.forEach(this::row);
    }

    private void weigh(Row row) {
        long now = row.totals.bytes();
        bytes += now - row.bytes;
        row.bytes = now;
    }

    /** Whether the rows take more memory than they may. The caller then calls {@link #makeRoom}. */
    boolean isFull() {
        return bytes > mostBytes;
    }

    /**
     * Drops the least recently used rows from memory, after storing those that changed. Rows in use stay: a hot row is
     * large, and must not be written again and again to make room for many small ones.
     *
     * @return how many rows it stored
     */
    int makeRoom(long nowMicros) {
        int count = 0;
        Iterator<Map.Entry<TotalsKey, Row>> oldest = rows.entrySet().iterator();
        // down to three quarters, so that not every new row makes room again
        while (bytes > mostBytes / 4 * 3 && oldest.hasNext()) {
            Map.Entry<TotalsKey, Row> one = oldest.next();
            Row row = one.getValue();
            if (row.changed) {
                state.put(one.getKey(), row.totals.record(nowMicros));
                changed.remove(one.getKey());
                count++;
            }
            bytes -= row.bytes;
            oldest.remove();
        }
        return count;
    }

    /**
     * Stores everything that changed.
     *
     * @return how many rows of totals it stored
     */
    int flush(long nowMicros) {
        journals.drain(nowMicros, state::put);
        changed.forEach((key, row) -> {
            state.put(key, row.totals.record(nowMicros));
            row.changed = false;
            weigh(row);
        });
        int count = changed.size();
        changed.clear();
        return count;
    }
}
