package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.StatsUnit;
import io.linklog.visits.Generation;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TotalsSpanTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static Instant hour(int number) {
        return BEGIN.plus(number, ChronoUnit.HOURS);
    }

    private static TotalsSpan span(StatsUnit unit, String from, String to) {
        return new TotalsSpan(unit, 1, Instant.parse(from), Instant.parse(to));
    }

    /** Asserts that the parts cover a time without gap or overlap. */
    private static void assertCover(List<TotalsSpan> parts, Instant from, Instant to) {
        Instant end = from;
        for (TotalsSpan part : parts) {
            assertThat(part.from()).isEqualTo(end).isBefore(part.to());
            end = part.to();
        }
        assertThat(end).isEqualTo(to);
    }

    @Property
    void wholeDaysAndTheRemainingHoursCoverTheSameTimeInFewerRows(
            @ForAll @IntRange(max = 2_000) int from, @ForAll @IntRange(min = 1, max = 744) int hours) {
        TotalsSpan span = new TotalsSpan(StatsUnit.HOUR, 3, hour(from), hour(from + hours));
        List<TotalsSpan> fewest = span.toFewestRows();
        assertCover(fewest, span.from(), span.to());
        assertThat(fewest).allMatch(part -> part.generation() == 3);
        int wholeDays = Math.max(0, (from + hours) / 24 - (from + 23) / 24);
        long days = 0;
        for (TotalsSpan part : fewest) {
            if (part.unit() == StatsUnit.DAY) {
                assertThat(part.from()).isEqualTo(part.from().truncatedTo(ChronoUnit.DAYS));
                assertThat(part.to()).isEqualTo(part.to().truncatedTo(ChronoUnit.DAYS));
                days += Duration.between(part.from(), part.to()).toDays();
            }
        }
        assertThat(days).isEqualTo(wholeDays);
    }

    @Example
    void aSpanWithinOneNightHasNoWholeDay() {
        TotalsSpan night = span(StatsUnit.HOUR, "2026-05-31T23:00:00Z", "2026-06-01T01:00:00Z");
        assertThat(night.toFewestRows()).containsExactly(night);
        TotalsSpan days = span(StatsUnit.DAY, "2026-05-31T00:00:00Z", "2026-06-02T00:00:00Z");
        assertThat(days.toFewestRows()).containsExactly(days);
    }

    @Property
    void aMonthIsInOnePartitionOfTheTable(
            @ForAll @IntRange(max = 20_000) int from,
            @ForAll @IntRange(min = 1, max = 27_000) int hours,
            @ForAll StatsUnit unit) {
        TotalsSpan span = new TotalsSpan(unit, 1, hour(from), hour(from + hours));
        List<TotalsSpan> months = span.splitByMonth();
        assertCover(months, span.from(), span.to());
        for (TotalsSpan part : months) {
            YearMonth month = YearMonth.from(part.from().atOffset(ZoneOffset.UTC));
            assertThat(YearMonth.from(part.to().minusMillis(1).atOffset(ZoneOffset.UTC)))
                    .isEqualTo(month);
            assertThat(part.period())
                    .isEqualTo(unit == StatsUnit.HOUR ? month.toString() : Integer.toString(month.getYear()));
        }
    }

    @Example
    void theDaysOfAYearAreInOnePartitionOfTheTable() {
        TotalsSpan days = span(StatsUnit.DAY, "2024-12-31T00:00:00Z", "2026-01-02T00:00:00Z");
        assertCover(days.splitByYear(), days.from(), days.to());
        assertThat(days.splitByYear()).extracting(TotalsSpan::period).containsExactly("2024", "2025", "2026");
    }

    @Property
    void eachMomentIsReadFromTheLatestGenerationThatCoversIt(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 40) Integer> apart,
            @ForAll @IntRange(max = 1_500) int from,
            @ForAll @IntRange(min = 1, max = 744) int hours) {
        List<Generation> generations = new ArrayList<>(List.of(Generation.FIRST));
        int day = 0;
        for (int days : apart) {
            day += days;
            generations.add(new Generation(generations.size() + 1, hour(24 * day), BEGIN, List.of(), Optional.empty()));
        }
        List<TotalsSpan> spans = TotalsSpan.of(generations, StatsUnit.HOUR, hour(from), hour(from + hours));
        assertCover(spans, hour(from), hour(from + hours));
        for (TotalsSpan span : spans) {
            for (TotalsSpan part : span.toFewestRows()) {
                for (Instant hour = part.from(); hour.isBefore(part.to()); hour = hour.plus(1, ChronoUnit.HOURS)) {
                    assertThat(part.generation()).isEqualTo(numberOf(generations, hour));
                }
            }
        }
    }

    private static int numberOf(List<Generation> generations, Instant moment) {
        int number = 0;
        for (Generation one : generations) {
            number = one.from().isAfter(moment) ? number : one.number();
        }
        return number;
    }

    @Example
    void aGenerationThatCoversTheFirstDayReplacesEarlierOnes() {
        List<Generation> generations =
                List.of(Generation.FIRST, new Generation(2, BEGIN, BEGIN, List.of(), Optional.empty()));
        assertThat(TotalsSpan.of(generations, StatsUnit.DAY, BEGIN, hour(48)))
                .containsExactly(new TotalsSpan(StatsUnit.DAY, 2, BEGIN, hour(48)));
    }
}
