package io.linklog.query.stats;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Generation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Consecutive rows of totals.
 *
 * @param unit of each row
 * @param generation of the count to read from
 * @param from inclusive, the beginning of an hour or day
 * @param to exclusive, the end of one, after {@code from}
 */
record TotalsSpan(StatsUnit unit, int generation, Instant from, Instant to) {

    /**
     * The rows of a time, split by generation: each generation is read until the next one begins. Generations begin at
     * midnight, so each hour or day belongs to exactly one.
     *
     * @param generations the generations, earliest first
     */
    static List<TotalsSpan> of(List<Generation> generations, StatsUnit unit, Instant first, Instant last) {
        List<TotalsSpan> spans = new ArrayList<>();
        for (int i = 0; i < generations.size(); i++) {
            Instant begin = generations.get(i).from();
            Instant end = i + 1 < generations.size() ? generations.get(i + 1).from() : Instant.MAX;
            Instant from = first.isBefore(begin) ? begin : first;
            Instant to = last.isAfter(end) ? end : last;
            if (from.isBefore(to)) {
                spans.add(new TotalsSpan(unit, generations.get(i).number(), from, to));
            }
        }
        return spans;
    }

    /**
     * The same time in the fewest rows: whole days, plus the remaining hours at both ends. This works because each
     * visit is counted by hour and by day in one transaction.
     */
    List<TotalsSpan> toFewestRows() {
        Instant midnight = from.truncatedTo(ChronoUnit.DAYS);
        Instant firstDay = midnight.equals(from) ? from : midnight.plus(1, ChronoUnit.DAYS);
        Instant lastDay = to.truncatedTo(ChronoUnit.DAYS);
        if (unit == StatsUnit.DAY || !firstDay.isBefore(lastDay)) {
            return List.of(this);
        }
        return Stream.of(
                        new TotalsSpan(StatsUnit.HOUR, generation, from, firstDay),
                        new TotalsSpan(StatsUnit.DAY, generation, firstDay, lastDay),
                        new TotalsSpan(StatsUnit.HOUR, generation, lastDay, to))
                .filter(span -> span.from.isBefore(span.to))
                .toList();
    }

    /** The same rows, split by month. */
    List<TotalsSpan> splitByMonth() {
        return split(date -> date.withDayOfMonth(1).plusMonths(1));
    }

    /** The same rows, which must be days, split by year: all days of a year are in one partition of the table. */
    List<TotalsSpan> splitByYear() {
        return split(date -> date.withDayOfYear(1).plusYears(1));
    }

    /** @param next the day after a date on which the next part begins */
    private List<TotalsSpan> split(UnaryOperator<LocalDate> next) {
        List<TotalsSpan> parts = new ArrayList<>();
        Instant begin = from;
        while (begin.isBefore(to)) {
            Instant after = next.apply(date(begin)).atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant end = after.isBefore(to) ? after : to;
            parts.add(new TotalsSpan(unit, generation, begin, end));
            begin = end;
        }
        return parts;
    }

    /** The partition of the table that has the rows; they must be of one month. */
    String period() {
        return VisitStatsKey.period(unit, date(from), generation);
    }

    private static LocalDate date(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }
}
