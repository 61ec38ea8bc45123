package io.linklog.topology;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import org.jspecify.annotations.Nullable;

/** Answers to commands. */
final class Outcomes {

    private static final int LONGEST_DETAIL = 1_000;
    private static final int LONGEST_TENANT = 64;

    private Outcomes() {}

    static LinkOutcome accepted(LinkCommand command, LinkOperation operation, Link link) {
        return new LinkOutcome(command.getCommandId(), command.getTenant(), new Accepted(operation, link));
    }

    static LinkOutcome rejected(LinkCommand command, RejectionReason reason, String detail) {
        return rejected(command, reason, detail, null);
    }

    static LinkOutcome rejected(
            LinkCommand command, RejectionReason reason, String detail, @Nullable Long currentVersion) {
        // a command may be as long as a record: an answer that quoted it whole might not fit into one
        return new LinkOutcome(
                command.getCommandId(),
                cut(command.getTenant(), LONGEST_TENANT),
                new Rejected(reason, cut(detail, LONGEST_DETAIL), currentVersion));
    }

    /** The same answer to another command. */
    static LinkOutcome again(LinkCommand command, LinkOutcome outcome) {
        return new LinkOutcome(command.getCommandId(), command.getTenant(), outcome.getResult());
    }

    /** Whether a repeat of the request must get this answer: not where a repeat may help. */
    static boolean isToBeRepeated(LinkOutcome outcome) {
        return !(outcome.getResult() instanceof Rejected rejected)
                || (rejected.getReason() != RejectionReason.INVALID
                        && rejected.getReason() != RejectionReason.NO_CODES
                        && rejected.getReason() != RejectionReason.KEY_REUSED);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
