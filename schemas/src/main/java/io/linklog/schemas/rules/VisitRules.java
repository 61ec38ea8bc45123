package io.linklog.schemas.rules;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.TenantName;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rules that a visit must satisfy to be counted. */
public final class VisitRules {

    /** How far a visit's time can be in the future. */
    public static final Duration MOST_AHEAD = Duration.ofHours(1);

    /** The maximum age of a visit, which is the retention of the topic. */
    public static final Duration OLDEST =
            Duration.ofMillis(Long.parseLong(Topics.VISITS.config().get("retention.ms")));

    private static final int LONGEST_JOURNAL = 255;
    /** The maximum length of all texts of a visit together. It is several times the limit of the writers. */
    private static final int LONGEST_TEXTS = 8_192;

    private VisitRules() {}

    /**
     * Checks that a visit can be counted and that its texts are not too long.
     *
     * @param partition the partition that the record was read from
     * @throws UnreadableRecordException if it cannot be counted; the message has the reason
     */
    public static void requireCountable(Visit visit, int partition) {
        if (visit.getPartition() != partition) {
            throw refusal("it names partition " + visit.getPartition() + " of visits, but was read from partition "
                    + partition + ", where numbers are counted separately");
        }
        if (visit.getJournal().isEmpty() || visit.getJournal().length() > LONGEST_JOURNAL) {
            throw refusal("its journal's name has " + visit.getJournal().length() + " characters, must have 1 to "
                    + LONGEST_JOURNAL);
        }
        if (visit.getSequence() < 1) {
            throw refusal("its number is " + visit.getSequence() + ", must be 1 or more");
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
            throw refusal("its texts have " + length + " characters, may have " + LONGEST_TEXTS);
        }
        if (!TenantName.isWellFormed(visit.getTenant())) {
            throw refusal("its tenant is no name of a tenant");
        }
        if (visit.getKind() == VisitKind.REDIRECT && !LinkName.isWellFormed(visit.getCode())) {
            throw refusal("it is a redirect, but its code is no link's code");
        }
    }

    /**
     * Checks that a visit is neither too old nor in the future.
     *
     * @throws UnreadableRecordException if it is; the message has the reason
     */
    public static void requireTimely(Visit visit, Instant now) {
        if (visit.getAt().isBefore(now.minus(OLDEST))) {
            throw refusal("it was at " + visit.getAt() + ", more than " + OLDEST.toDays() + " days ago");
        }
        if (visit.getAt().isAfter(now.plus(MOST_AHEAD))) {
            throw refusal("it was at " + visit.getAt() + ", which is more than " + MOST_AHEAD.toMinutes()
                    + " minutes ahead of " + now);
        }
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static UnreadableRecordException refusal(String why) {
        return new UnreadableRecordException("The visit is not counted: " + why, null);
    }
}
