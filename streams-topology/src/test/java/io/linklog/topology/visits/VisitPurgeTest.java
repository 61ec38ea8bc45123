package io.linklog.topology.visits;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.rules.VisitPurgeRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A purge in the topology, visit by visit. */
class VisitPurgeTest {

    private static final String HOUR = "code/HOUR/2026-11-24T22:00:00Z/0";

    @TempDir
    Path stateDir;

    private VisitTopologyDriver tally;
    private Instant until;

    @BeforeEach
    void open() {
        tally = new VisitTopologyDriver(stateDir);
        until = tally.now.plusSeconds(3);
        tally.visit(visit(1, tally.now));
        tally.visit(visit(2, tally.now));
        assertThat(tally.totals().get(HOUR).getHuman()).isEqualTo(2);
        tally.purges.put("code", until);
    }

    @AfterEach
    void close() {
        tally.close();
    }

    private static Visit.Builder visit(long sequence, Instant at) {
        return Visits.of("j1", sequence, "code", at).setVisitor(sequence);
    }

    @Test
    void theRowBeginsAnewAndIsNewerThanItsDeletionInTheTables() {
        tally.now = until.plusSeconds(1);
        tally.visit(visit(3, tally.now));
        Map<String, VisitTotals> totals = tally.totals();
        VisitTotals hour = totals.get(HOUR);
        assertThat(hour.getHuman()).isEqualTo(1);
        assertThat(hour.getPurgedUntil()).isEqualTo(until);
        assertThat(hour.getCountedAt()).isAfter(VisitPurgeRules.deletedAt(until));
        assertThat(hour.getDimensions().get("browser").get("Firefox").getHuman())
                .isEqualTo(1);
        assertThat(UndisturbedCount.describe(hour)).contains("visitors 1,");
        assertThat(totals.get("code/DAY/2026-11-24T00:00:00Z/0").getHuman()).isEqualTo(1);
        assertThat(totals.get("*/HOUR/2026-11-24T22:00:00Z/0").getHuman())
                .as("the sum of all links keeps what is purged")
                .isEqualTo(3);
        tally.visit(visit(4, tally.now));
        assertThat(tally.totals().get(HOUR).getHuman()).as("it is purged once").isEqualTo(2);
    }

    @Test
    void rowsThatNoVisitTouchesAreEmptiedSoonAndThePurgedVisitsCounted() {
        tally.driver.advanceWallClockTime(Duration.ofSeconds(11));
        Map<String, VisitStats> sent = tally.stats.readKeyValuesToMap();
        assertThat(sent).containsOnlyKeys(HOUR, "code/DAY/2026-11-24T00:00:00Z/0", "*purged/0");
        assertThat(((VisitTotals) sent.get(HOUR).getStats()).getHuman()).isZero();
        assertThat(((VisitsCounted) sent.get("*purged/0").getStats()).getSequence())
                .isEqualTo(2);
        tally.driver.advanceWallClockTime(Duration.ofSeconds(11));
        assertThat(tally.stats.isEmpty()).as("it is done once").isTrue();
        tally.visit(visit(3, tally.now));
        assertThat(tally.purged()).as("one that arrives late is purged, too").isEqualTo(3);
    }

    @Test
    void aVisitOfBeforeThatArrivesLateCountsForAllLinksOnly() {
        tally.visit(visit(3, until));
        assertThat(tally.totals())
                .containsOnlyKeys("*/HOUR/2026-11-24T22:00:00Z/0", "*/DAY/2026-11-24T00:00:00Z/0")
                .allSatisfy((key, row) -> assertThat(row.getHuman()).isEqualTo(3));
    }

    @Test
    void aLaterPurgeErasesAgain() {
        tally.now = until.plusSeconds(1);
        tally.visit(visit(3, tally.now));
        tally.purges.put("code", until.plusSeconds(5));
        tally.now = until.plusSeconds(6);
        tally.visit(visit(4, tally.now));
        VisitTotals hour = tally.totals().get(HOUR);
        assertThat(hour.getHuman()).isEqualTo(1);
        assertThat(hour.getCountedAt()).isAfter(VisitPurgeRules.deletedAt(until.plusSeconds(5)));
    }
}
