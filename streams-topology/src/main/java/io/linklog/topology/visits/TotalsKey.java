package io.linklog.topology.visits;

import io.linklog.schemas.StatsUnit;

/**
 * A row of totals within one partition.
 *
 * @param code of a link, or a name for many links, see {@link io.linklog.schemas.topics.VisitStatsKey}
 * @param start of the hour or day, milliseconds since 1970
 */
record TotalsKey(String code, StatsUnit unit, long start) {

    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;

    /** The row of a time. */
    static TotalsKey at(String code, StatsUnit unit, long millis) {
        long length = unit == StatsUnit.HOUR ? HOUR_MS : DAY_MS;
        return new TotalsKey(code, unit, millis - Math.floorMod(millis, length));
    }
}
