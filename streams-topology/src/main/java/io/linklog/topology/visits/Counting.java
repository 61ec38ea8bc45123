package io.linklog.topology.visits;

import static io.linklog.schemas.topics.VisitStatsKey.ALL_LINKS;
import static io.linklog.schemas.topics.VisitStatsKey.ORPHANS;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.VisitTotals;
import io.linklog.visits.Generation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the visits of one partition: each once, into the rows that it belongs to. What changes is held in memory until
 * {@link #flush}, so that a row that a thousand visits fall into is encoded and written once. Confined to one thread.
 */
final class Counting {

    /** The answer for a visit that was counted before. */
    static final long REPEAT = Journals.REPEAT;

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
    private final CountedState state;
    private final long mostBytes;
    private final Journals journals;
    // the one that was used last comes last
    private final Map<TotalsKey, Row> rows = new LinkedHashMap<>(256, 0.75f, true);
    private final Map<TotalsKey, Row> changed = new LinkedHashMap<>();
    private long bytes;

    /**
     * @param generation whose count it is
     * @param shard the partition
     * @param mostBytes about how much memory rows may take
     */
    Counting(Generation generation, int shard, CountedState state, long mostBytes) {
        this.generation = generation;
        this.shard = shard;
        this.state = state;
        this.mostBytes = mostBytes;
        this.journals = new Journals(generation, shard, state::counted);
    }

    /**
     * Takes note that a visit came.
     *
     * @return how many are missing before it, or {@link #REPEAT} for one that is not to be counted again
     */
    long take(Visit visit) {
        return journals.take(visit.getJournal(), visit.getSequence(), visit.getAt());
    }

    /** Takes note that a visit that was taken is not to be counted. */
    void refuse(Visit visit) {
        journals.refuse(visit.getJournal());
    }

    /** Counts a visit. */
    void add(Visit visit) {
        List<@Nullable String> under = Dimension.valuesOf(visit);
        long at = visit.getAt().toEpochMilli();
        boolean redirect = visit.getKind() == VisitKind.REDIRECT;
        for (StatsUnit unit : UNITS) {
            if (redirect) {
                add(TotalsKey.at(visit.getCode(), unit, at), visit, under);
                add(TotalsKey.at(ALL_LINKS, unit, at), visit, under);
            } else {
                // not by what was asked for: anybody can ask for anything
                add(TotalsKey.at(ORPHANS, unit, at), visit, under);
            }
        }
    }

    private void add(TotalsKey key, Visit visit, List<@Nullable String> under) {
        Row row = rows.get(key);
        if (row == null) {
            VisitTotals stored = state.totals(key);
            row = new Row(stored == null ? Totals.none(key, shard, generation.number()) : Totals.of(stored));
            rows.put(key, row);
        }
        if (!row.changed) {
            row.changed = true;
            changed.put(key, row);
        }
        row.totals.add(visit, under);
        weigh(row);
    }

    private void weigh(Row row) {
        long now = row.totals.bytes();
        bytes += now - row.bytes;
        row.bytes = now;
    }

    /** Whether it holds as much as it may, and {@link #makeRoom} is to be called before more is added. */
    boolean isFull() {
        return bytes > mostBytes;
    }

    /**
     * Lets go of the rows that were used longest ago and hands over those of them that changed; the ones in use stay,
     * so that a hot row, which is a large one, is not written for the sake of many small ones.
     *
     * @return how many rows it handed over
     */
    int makeRoom(long nowMicros) {
        int count = 0;
        Iterator<Map.Entry<TotalsKey, Row>> oldest = rows.entrySet().iterator();
        // down to three quarters: not for each new row
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
     * Hands over all that changed.
     *
     * @return how many rows of totals changed
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
