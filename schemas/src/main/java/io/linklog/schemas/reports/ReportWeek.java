package io.linklog.schemas.reports;

import java.time.Duration;
import java.time.Instant;

/** The weeks since 1970 that divide the lists of reports into partitions: few enough to read all of a list. */
public final class ReportWeek {

    private static final long SECONDS = Duration.ofDays(7).toSeconds();

    private ReportWeek() {}

    /** The week of a moment. */
    public static long of(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), SECONDS);
    }
}
