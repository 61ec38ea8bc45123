package io.linklog.topology.visits;

import io.linklog.schemas.ShortCodes;
import io.linklog.schemas.Topics;
import io.linklog.schemas.UnreadableRecordException;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import java.time.Duration;
import java.time.Instant;

/** What a visit must be to be counted, whoever wrote it. */
final class VisitRules {

    /** How far a visit may be ahead of the clock. */
    static final Duration MOST_AHEAD = Duration.ofHours(1);

    /** How old a visit may be: what is older, the topic does not keep. */
    static final Duration OLDEST =
            Duration.ofMillis(Long.parseLong(Topics.VISITS.config().get("retention.ms")));

    private static final int LONGEST_JOURNAL = 255;

    private VisitRules() {}

    /**
     * Sees that a visit can be counted at all.
     *
     * @param partition that it came on
     * @throws UnreadableRecordException for one that cannot, with the reason
     */
    static void requireCountable(Visit visit, int partition) {
        if (visit.getPartition() != partition) {
            throw refused("it says it is of partition " + visit.getPartition() + " of visits and came on " + partition
                    + ", where its number means another one");
        }
        if (visit.getJournal().isEmpty() || visit.getJournal().length() > LONGEST_JOURNAL) {
            throw refused("its journal's name has " + visit.getJournal().length() + " characters, must have 1 to "
                    + LONGEST_JOURNAL);
        }
        if (visit.getSequence() < 1) {
            throw refused("its number is " + visit.getSequence() + ", must be 1 or more");
        }
        if (visit.getKind() == VisitKind.REDIRECT && !ShortCodes.isWellFormed(visit.getCode())) {
            throw refused("it is a redirect of what is no link's code");
        }
    }

    /**
     * Sees that a visit is of a time that counts.
     *
     * @throws UnreadableRecordException for one that is too old or in the future, with the reason
     */
    static void requireTimely(Visit visit, long nowMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        if (visit.getAt().isBefore(now.minus(OLDEST))) {
            throw refused("it was at " + visit.getAt() + ", more than " + OLDEST.toDays() + " days ago");
        }
        if (visit.getAt().isAfter(now.plus(MOST_AHEAD))) {
            throw refused("it was at " + visit.getAt() + ", which is more than " + MOST_AHEAD.toMinutes()
                    + " minutes ahead of " + now);
        }
    }

    private static UnreadableRecordException refused(String why) {
        return new UnreadableRecordException("The visit is not counted: " + why, null);
    }
}
