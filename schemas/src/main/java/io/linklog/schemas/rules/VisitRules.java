package io.linklog.schemas.rules;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a visit must be to be counted, whoever wrote it. */
public final class VisitRules {

    /** How far a visit may be ahead of the clock. */
    public static final Duration MOST_AHEAD = Duration.ofHours(1);

    /** How old a visit may be: what is older, the topic does not keep. */
    public static final Duration OLDEST =
            Duration.ofMillis(Long.parseLong(Topics.VISITS.config().get("retention.ms")));

    private static final int LONGEST_JOURNAL = 255;
    /** Of all texts of a visit together: some times what its writers let through. */
    private static final int LONGEST_TEXTS = 8_192;

    private VisitRules() {}

    /**
     * Sees that a visit can be counted at all, and that what it says is no longer than its writers keep it.
     *
     * @param partition that it came on
     * @throws UnreadableRecordException for one that cannot, with the reason
     */
    public static void requireCountable(Visit visit, int partition) {
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
        int length = length(visit.getCode())
                + length(visit.getReferrer())
                + length(visit.getBrowser())
                + length(visit.getOs())
                + length(visit.getBot())
                + length(visit.getCountry())
                + length(visit.getCity())
                + length(visit.getAddress())
                + length(visit.getUserAgent());
        if (length > LONGEST_TEXTS) {
            throw refused("its texts have " + length + " characters, may have " + LONGEST_TEXTS);
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
    public static void requireTimely(Visit visit, Instant now) {
        if (visit.getAt().isBefore(now.minus(OLDEST))) {
            throw refused("it was at " + visit.getAt() + ", more than " + OLDEST.toDays() + " days ago");
        }
        if (visit.getAt().isAfter(now.plus(MOST_AHEAD))) {
            throw refused("it was at " + visit.getAt() + ", which is more than " + MOST_AHEAD.toMinutes()
                    + " minutes ahead of " + now);
        }
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static UnreadableRecordException refused(String why) {
        return new UnreadableRecordException("The visit is not counted: " + why, null);
    }
}
