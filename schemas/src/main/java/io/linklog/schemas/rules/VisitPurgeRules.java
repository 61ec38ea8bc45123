package io.linklog.schemas.rules;

import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a purge of visits means for totals. */
public final class VisitPurgeRules {

    /**
     * A purge ends this long after it is ordered. Whoever counts knows of it by then. So it has not counted a later
     * visit in the same row, which it would erase with the others.
     */
    public static final Duration AHEAD = Duration.ofSeconds(3);

    /** No visit is older than this. It bounds how many partitions of tables a purge can name. */
    public static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

    /** Longer than a process that counts can miss a purge: both topics are of the same Kafka. */
    private static final Duration UNAWARE = Duration.ofHours(1);

    private static final int MOST_GENERATIONS = 1_000;

    private VisitPurgeRules() {}

    /**
     * Checks that a purge names a bounded part of the tables.
     *
     * @throws UnreadableRecordException if it does not; the message has the reason
     */
    public static void require(VisitPurge purge) {
        if (purge.getName().isEmpty()
                || purge.getFrom().isBefore(EARLIEST)
                || purge.getUntil().isBefore(purge.getFrom())
                || purge.getGenerations() < 1
                || purge.getGenerations() > MOST_GENERATIONS) {
            throw new UnreadableRecordException(
                    "The purge of visits has no name, or its times or generations are out of range", null);
        }
    }

    /**
     * Whether totals may hold visits that are purged.
     *
     * @param until the time of the purge of their name; null for none
     */
    public static boolean isPurged(VisitTotals totals, @Nullable Instant until) {
        return until != null
                && !totals.getStart().isAfter(until)
                && (totals.getPurgedUntil() == null || totals.getPurgedUntil().isBefore(until));
    }

    /**
     * The time with which tables delete purged totals. Totals of before are older. Totals that are counted anew are
     * newer.
     */
    public static Instant deletedAt(Instant until) {
        return until.plus(UNAWARE);
    }
}
