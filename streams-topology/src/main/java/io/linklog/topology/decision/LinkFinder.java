package io.linklog.topology.decision;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.topics.CommandKey;
import org.jspecify.annotations.Nullable;

/** Answers creates with findIfExists by an existing link to the same URL. */
final class LinkFinder {

    private final Ownership ownership;
    private final PartitionState state;

    LinkFinder(Ownership ownership, PartitionState state) {
        this.ownership = ownership;
        this.state = state;
    }

    /**
     * Looks for a link to the same URL, in the partition that owns the URL. When only another partition has a
     * candidate, the command is forwarded to the owner of the candidate, once.
     *
     * @param before entry of an earlier command under the same idempotency key; null for none
     * @return null when no link is found; the caller creates one
     */
    @Nullable
    Effects find(LinkCommand command, CreateLink create, @Nullable RememberedCommand before) {
        boolean mayAskOwner = Forwarding.mayAskOwner(command);
        if (mayAskOwner && before != null) {
            String candidate = before.getPassedTo();
            if (candidate != null && !candidate.isEmpty()) {
                // an earlier command under the same key was forwarded there, and the answer must be the same
                return Forwarding.askOwner(command, create, candidate);
            }
        }
        String elsewhere = null;
        String urlKey =
                CommandKey.url(command.getTenant(), create.getAttributes().getLongUrl());
        for (String code : state.candidates(urlKey)) {
            if (ownership.owns(code)) {
                StoredLink link = state.link(code);
                if (link != null && isHit(command, create, code, link)) {
                    return Effects.answer(OutcomeRecords.accept(command, LinkOperation.FOUND, link.getLink()));
                }
            } else if (elsewhere == null) {
                elsewhere = code;
            }
        }
        return mayAskOwner && elsewhere != null ? Forwarding.askOwner(command, create, elsewhere) : null;
    }

    /**
     * Answers for a code of this partition whether its link is the one that a create with findIfExists looks for.
     *
     * @param before entry of an earlier command under the same idempotency key; if there is one, this command is sent
     *     back, too
     */
    Effects confirm(LinkCommand command, CreateLink create, String candidate, @Nullable RememberedCommand before) {
        StoredLink link = before == null ? state.link(candidate) : null;
        return link != null && isHit(command, create, candidate, link)
                ? Effects.answer(OutcomeRecords.accept(command, LinkOperation.FOUND, link.getLink()))
                : Forwarding.sendBack(command, create);
    }

    private static boolean isHit(LinkCommand command, CreateLink create, String code, StoredLink link) {
        return LinkRecords.create(code, null, command.getTenant(), create).isHit(LinkRecords.aggregate(link.getLink()));
    }
}
