package io.linklog.topology.visits;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitCount;
import io.linklog.schemas.VisitTotals;
import java.time.Instant;
import java.util.Map;
import org.apache.datasketches.hll.HllSketch;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TotalsTest {

    private static final Instant AT = Instant.parse("2026-11-24T22:40:00Z");

    private final Totals totals = Totals.empty(TotalsKey.at("code", StatsUnit.HOUR, AT.toEpochMilli()), 3, 1);

    private void add(Visit.Builder visit) {
        Visit built = visit.build();
        totals.add(built, Dimension.valuesOf(built));
    }

    @Test
    void aRowSaysWhatItIsOf() {
        VisitTotals row = totals.record(5);
        assertThat(row.getCode()).isEqualTo("code");
        assertThat(row.getUnit()).isEqualTo(StatsUnit.HOUR);
        assertThat(row.getStart()).isEqualTo(Instant.parse("2026-11-24T22:00:00Z"));
        assertThat(row.getShard()).isEqualTo(3);
        assertThat(row.getUnique().hasRemaining()).isFalse();
    }

    @Test
    void valuesBeyondTheMostThatAreToldApartAreCountedTogetherAndNoneIsLost() {
        int referrers = Totals.MOST_VALUES + 50;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < referrers; i++) {
                add(Visits.of("j", 1, "code", AT).setReferrer("host-" + i));
            }
        }
        Map<String, VisitCount> counts = totals.record(1).getDimensions().get("referrer");
        assertThat(counts).hasSize(Totals.MOST_VALUES + 1);
        assertThat(counts.get("host-0").getHuman()).isEqualTo(2);
        assertThat(counts.get("~").getHuman()).isEqualTo(100);
        assertThat(counts.values().stream().mapToLong(VisitCount::getHuman).sum())
                .isEqualTo(2L * referrers);
    }

    @Test
    void aValueThatAStrangerWroteIsCut() {
        add(Visits.of("j", 1, "code", AT).setCity("x".repeat(100_000)));
        assertThat(totals.record(1).getDimensions().get("city").keySet())
                .singleElement()
                .satisfies(value -> assertThat(value).hasSize(255));
    }

    @Test
    void visitorsAreEstimatedOnceARoundOfStoringIsBehindThem() {
        Totals row = totals;
        for (int round = 0; round < 4; round++) {
            for (long visitor = 0; visitor < 20_000; visitor++) {
                Visit visit = Visits.of("j", 1, "code", AT).setVisitor(visitor).build();
                row.add(visit, Dimension.valuesOf(visit));
            }
            row = Totals.of(row.record(round));
        }
        byte[] sketch = row.record(9).getUnique().array();
        assertThat(sketch).hasSizeLessThan(2_500);
        assertThat(HllSketch.heapify(sketch).getEstimate()).isCloseTo(20_000, Percentage.withPercentage(6));
    }

    @Test
    void timesIncreaseThoughTheClockDoesNot() {
        Instant first = totals.record(1_000).getCountedAt();
        assertThat(first).isEqualTo(Instant.ofEpochMilli(1));
        assertThat(totals.record(1_000).getCountedAt()).isEqualTo(first.plusNanos(1_000));
        assertThat(totals.record(10).getCountedAt()).isEqualTo(first.plusNanos(2_000));
        assertThat(totals.record(2_000).getCountedAt()).isEqualTo(Instant.ofEpochMilli(2));
    }
}
