package io.linklog.projector.projection;

import java.time.Duration;

/**
 * Settings of a projection.
 *
 * @param writesInFlight the maximum number of concurrent writes
 * @param pollRecords the maximum number of records of one poll; all of them are written before the next poll
 * @param commitInterval the time between two commits of offsets; after a crash, rows after the last commit are written
 *     again
 * @param eventsPerSecond the maximum rate of each topic; 0 for no limit
 */
public record ProjectionSettings(int writesInFlight, int pollRecords, Duration commitInterval, int eventsPerSecond) {

    /** The defaults. */
    public static ProjectionSettings standard() {
        return new ProjectionSettings(128, 1_000, Duration.ofMillis(250), 0);
    }
}
