package io.linklog.topology.decision;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.RejectionReason;

/**
 * Sends commands to other partitions. The field {@code attempt} counts the hops, so no command travels forever.
 *
 * <pre>
 * partition of the URL ──askOwner──▶ owner of the candidate code
 *          ▲                                   │
 *          └─────────────sendBack──────────────┘
 * </pre>
 */
final class Forwarding {

    /** A command is forwarded at most this many times, then refused. */
    static final int MOST_ATTEMPTS = 3;

    /** From this attempt on, a create with findIfExists asks no other partition. */
    static final int SENT_BACK = 2;

    private Forwarding() {}

    /**
     * Handles a command that reached the wrong partition, because its writer used another partitioner. It is forwarded:
     * two partitions must never own one code.
     */
    static Effects forwardToOwner(LinkCommand command) {
        if (command.getAttempt() >= MOST_ATTEMPTS) {
            return Effects.answer(OutcomeRecords.reject(
                    command,
                    RejectionReason.INVALID,
                    "The command reached a partition that does not own its key " + MOST_ATTEMPTS
                            + " times; partition link-commands by murmur2 of the key, as Kafka's default does."));
        }
        return Effects.forward(withAttempt(command, Math.max(0, command.getAttempt()) + 1, command.getBody()));
    }

    static boolean mayAskOwner(LinkCommand command) {
        return command.getAttempt() < SENT_BACK;
    }

    /** Asks the owner of a code whether its link is the one that a create with findIfExists looks for. */
    static Effects askOwner(LinkCommand command, CreateLink create, String candidate) {
        return Effects.forward(
                withAttempt(command, command.getAttempt() + 1, LinkRecords.withCandidate(create, candidate)));
    }

    /** The owner of the candidate does not confirm: the partition of the URL decides. */
    static Effects sendBack(LinkCommand command, CreateLink create) {
        int attempt = Math.max(SENT_BACK, command.getAttempt() + 1);
        return Effects.forward(withAttempt(command, attempt, LinkRecords.withCandidate(create, null)));
    }

    private static LinkCommand withAttempt(LinkCommand command, int attempt, Object body) {
        return new LinkCommand(
                command.getCommandId(),
                command.getTenant(),
                command.getIdempotencyKey(),
                command.getFingerprint(),
                command.getReplyPartition(),
                attempt,
                body);
    }
}
