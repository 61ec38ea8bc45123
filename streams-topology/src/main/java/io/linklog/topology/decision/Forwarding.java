package io.linklog.topology.decision;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.RejectionReason;
import java.util.List;

/**
 * Sends commands to other partitions. The field {@code attempt} counts the hops, so no command travels forever.
 *
 * <pre>
 * partition of the URL ──askOwner──▶ owner of a candidate code ──askOwner──▶ owner of the next …
 *          ▲                                   │                                    │
 *          └─────────────sendBack──────────────┴────────────────────────────────────┘
 * </pre>
 */
final class Forwarding {

    /** A command is forwarded at most this many times, then refused. */
    static final int MOST_ATTEMPTS = 3;

    /** From this attempt on, a create with findIfExists asks no other partition. */
    static final int SENT_BACK = 2;

    /** From this attempt on, an owner that denies sends the command back. */
    private static final int LAST_ASKED = SENT_BACK + LinkFinder.MOST_ASKED;

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
        int attempt = Math.max(0, command.getAttempt()) + 1;
        return Effects.forward(withAttempt(command, attempt, command.getBody(), command.getAlsoAsk()));
    }

    static boolean mayAskOwner(LinkCommand command) {
        return command.getAttempt() < SENT_BACK;
    }

    /** Whether an owner that denies may ask the owner of the next candidate. */
    static boolean mayAskNext(LinkCommand command) {
        return command.getAttempt() < LAST_ASKED;
    }

    /**
     * Asks the owner of the first code whether its link is one that a create with findIfExists looks for.
     *
     * @param candidates at least one; the others are asked if it denies
     */
    static Effects askOwner(LinkCommand command, CreateLink create, List<String> candidates) {
        CreateLink ask = LinkRecords.withCandidate(create, candidates.get(0));
        return Effects.forward(withAttempt(
                command, command.getAttempt() + 1, ask, List.copyOf(candidates.subList(1, candidates.size()))));
    }

    /** No owner of a candidate confirms: the partition of the URL decides. */
    static Effects sendBack(LinkCommand command, CreateLink create) {
        int attempt = Math.max(SENT_BACK, command.getAttempt() + 1);
        return Effects.forward(withAttempt(command, attempt, LinkRecords.withCandidate(create, null), List.of()));
    }

    private static LinkCommand withAttempt(LinkCommand command, int attempt, Object body, List<String> alsoAsk) {
        return new LinkCommand(
                command.getCommandId(),
                command.getTenant(),
                command.getIdempotencyKey(),
                command.getFingerprint(),
                command.getReplyPartition(),
                attempt,
                body,
                alsoAsk,
                command.getSenderKey(),
                command.getDomain());
    }
}
