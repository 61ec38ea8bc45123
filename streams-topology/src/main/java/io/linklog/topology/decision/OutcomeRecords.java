package io.linklog.topology.decision;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import org.jspecify.annotations.Nullable;

/** Makes the outcomes of commands. */
final class OutcomeRecords {

    private static final int LONGEST_DETAIL = 1_000;
    private static final int LONGEST_TENANT = 64;

    private OutcomeRecords() {}

    static LinkOutcome accept(LinkCommand command, LinkOperation operation, Link link) {
        return new LinkOutcome(command.getCommandId(), command.getTenant(), new Accepted(operation, link));
    }

    static LinkOutcome reject(LinkCommand command, RejectionReason reason, String detail) {
        return reject(command, reason, detail, null);
    }

    /** @param currentVersion of the link, with VERSION_MISMATCH; else null */
    static LinkOutcome reject(
            LinkCommand command, RejectionReason reason, String detail, @Nullable Long currentVersion) {
        // a command may be as long as a record, so an outcome that quoted all of it might exceed the record limit
        return new LinkOutcome(
                command.getCommandId(),
                truncate(command.getTenant(), LONGEST_TENANT),
                new Rejected(reason, truncate(detail, LONGEST_DETAIL), currentVersion));
    }

    /** The same result, addressed to another command. */
    static LinkOutcome repeat(LinkCommand command, LinkOutcome outcome) {
        return new LinkOutcome(command.getCommandId(), command.getTenant(), outcome.getResult());
    }

    /** Whether a repeat of the request must get this outcome again. False where a repeat may succeed. */
    static boolean isFinal(LinkOutcome outcome) {
        return !(outcome.getResult() instanceof Rejected rejected)
                || (rejected.getReason() != RejectionReason.INVALID
                        && rejected.getReason() != RejectionReason.NO_CODES
                        && rejected.getReason() != RejectionReason.KEY_REUSED);
    }

    private static String truncate(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
