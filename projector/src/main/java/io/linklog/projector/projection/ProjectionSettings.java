package io.linklog.projector.projection;

import java.time.Duration;

/**
 * How a projection works.
 *
 * @param writesInFlight most writes under way at once
 * @param pollRecords most events taken at once; all of them are written before more are taken
 * @param commitInterval between commits of offsets; after a crash what is not committed is written once more
 * @param durableAfter how long after a write was answered it surely is on the disks of those who answered: one and a
 *     half times Cassandra's {@code commitlog_sync_period}, after which it answers no more writes until it has synced
 * @param eventsPerSecond a limit, 0 for none
 */
public record ProjectionSettings(
        int writesInFlight, int pollRecords, Duration commitInterval, Duration durableAfter, int eventsPerSecond) {

    /** For Cassandra's default of a sync every ten seconds. */
    public static ProjectionSettings standard() {
        return new ProjectionSettings(128, 1_000, Duration.ofMillis(250), Duration.ofSeconds(15), 0);
    }
}
