package io.linklog.schemas;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;

/** The keys of {@code visit-stats} and of its table, and the names in place of a code for what is no single link's. */
public final class VisitStatsKey {

    /** All links together. No code begins with an asterisk, see {@link ShortCodes}. */
    public static final String ALL_LINKS = "*";

    /** Visits that found no link to be sent on to. */
    public static final String ORPHANS = "*orphans";

    private VisitStatsKey() {}

    /** {@code code/unit/start/shard}, the start as an instant in ISO 8601. */
    public static String totals(String code, StatsUnit unit, Instant start, int shard) {
        return code + '/' + unit + '/' + start + '/' + shard;
    }

    /** {@code journal/partition}. */
    public static String counted(String journal, int partition) {
        return journal + '/' + partition;
    }

    /** The partition of a row's time in the table of totals: the month of an hour (2026-11), the year of a day (2026). */
    public static String period(StatsUnit unit, LocalDate date) {
        return unit == StatsUnit.HOUR
                ? YearMonth.from(date).toString()
                : Year.from(date).toString();
    }

    /** The key of a value. */
    public static String of(VisitStats value) {
        return value.getStats() instanceof VisitTotals totals
                ? totals(totals.getCode(), totals.getUnit(), totals.getStart(), totals.getShard())
                : counted(
                        ((VisitsCounted) value.getStats()).getJournal(),
                        ((VisitsCounted) value.getStats()).getPartition());
    }
}
