package io.linklog.schemas.topics;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of {@code visit-stats} and of its table, and the names in place of a code for what is no single link's. */
public final class VisitStatsKey {

    /** All links together. No code begins with an asterisk. */
    public static final String ALL_LINKS = "*";

    /** Visits that found no link to be sent on to. */
    public static final String ORPHANS = "*orphans";

    private static final Pattern OF_LATER_GENERATION = Pattern.compile("(.+)/([0-9]{1,9})");

    private VisitStatsKey() {}

    /** {@code code/unit/start/shard}, the start as an instant in ISO 8601. */
    public static String totals(String code, StatsUnit unit, Instant start, int shard, int generation) {
        return code + '/' + unit + '/' + start + '/' + shard + suffix(generation);
    }

    /** {@code journal/partition}. */
    public static String counted(String journal, int partition, int generation) {
        return journal + '/' + partition + suffix(generation);
    }

    /**
     * The partition of a row's time in the table of totals: the month of an hour (2026-11), the year of a day (2026),
     * for each generation of the count.
     */
    public static String period(StatsUnit unit, LocalDate date, int generation) {
        String period = unit == StatsUnit.HOUR
                ? YearMonth.from(date).toString()
                : Year.from(date).toString();
        return period + suffix(generation);
    }

    /** The name of a journal in the table of what is counted, for each generation of the count. */
    public static String journal(String name, int generation) {
        return name + suffix(generation);
    }

    /** The name of a journal of which the table has this; empty when that is of another generation. */
    public static Optional<String> journalOf(String stored, int generation) {
        Matcher later = OF_LATER_GENERATION.matcher(stored);
        boolean isLater = later.matches();
        if (generation == 1) {
            return isLater ? Optional.empty() : Optional.of(stored);
        }
        return isLater && later.group(2).equals(Integer.toString(generation))
                ? Optional.of(later.group(1))
                : Optional.empty();
    }

    /** What tells later generations from the first, which has been there before there were several. */
    public static String suffix(int generation) {
        return generation == 1 ? "" : "/" + generation;
    }

    /** The key of a value. */
    public static String of(VisitStats value) {
        return value.getStats() instanceof VisitTotals totals
                ? totals(
                        totals.getCode(),
                        totals.getUnit(),
                        totals.getStart(),
                        totals.getShard(),
                        totals.getGeneration())
                : of((VisitsCounted) value.getStats());
    }

    private static String of(VisitsCounted counted) {
        return counted(counted.getJournal(), counted.getPartition(), counted.getGeneration());
    }
}
