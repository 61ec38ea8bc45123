package io.linklog.schemas.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Report;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00.000001Z");

    @Test
    void aDeletionIsLaterThanWhatItDeletesAlthoughTheClockOfTheWriterIsAhead() {
        Instant ahead = NOW.plusSeconds(30);
        for (Instant changed :
                new Instant[] {NOW, ahead, ahead.truncatedTo(ChronoUnit.MILLIS), ahead.plusNanos(998_000)}) {
            Instant deleted = Reports.deletedAt(reportedAt(changed), NOW);
            assertThat(deleted).isAfter(changed).isBeforeOrEqualTo(changed.plusMillis(1));
            assertThat(deleted).isEqualTo(deleted.truncatedTo(ChronoUnit.MILLIS));
        }
    }

    @Test
    void aDeletionOfAnOlderReportHasThePresentTime() {
        assertThat(Reports.deletedAt(reportedAt(NOW.minusSeconds(1)), NOW))
                .isEqualTo(NOW.truncatedTo(ChronoUnit.MILLIS));
    }

    private static Report reportedAt(Instant time) {
        return Reports.open(new ReportId("code", 1, 1), "team", time, "spam", null, null);
    }
}
