package io.linklog.topology.decision;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.topics.CommandKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers creates with findIfExists by an existing link to the same URL. */
final class LinkFinder {

    /**
     * How many owners of other partitions a command asks, at most. The index says which links can be a hit, so the
     * first one nearly always confirms; the others count where the index is a commit behind, or its entries have no
     * digest.
     */
    static final int MOST_ASKED = 4;

    // the clocks of writers differ by an hour at most; an edit of such a link writes its entry again
    private static final long SWEPT_AFTER_MS = Duration.ofDays(1).toMillis();

    private final Ownership ownership;
    private final PartitionState state;

    LinkFinder(Ownership ownership, PartitionState state) {
        this.ownership = ownership;
        this.state = state;
    }

    /** What a look-up of the URL index found. */
    private final class Search {
        private final LinkCommand command;
        private final CreateLink create;
        private final String urlKey;
        private final LinkDigest wanted;
        private final long time;
        private @Nullable StoredLink hit;
        // links of other partitions that may be hits; those that an entry knows to fit come first
        private final List<String> likely = new ArrayList<>(MOST_ASKED);
        private final List<String> unknown = new ArrayList<>(0);
        private final List<String> expired = new ArrayList<>(0);

        Search(LinkCommand command, CreateLink create, long time) {
            this.command = command;
            this.create = create;
            this.urlKey = urlKey(command, create);
            this.wanted = LinkDigest.of(create.getAttributes());
            this.time = time;
        }

        /** Whether the entry is a hit, so that the search can end. */
        boolean take(UrlEntry entry) {
            String code = entry.code();
            if (entry.endedBefore(time - SWEPT_AFTER_MS)) {
                expired.add(code);
            } else if (entry.mayBeHit(wanted, time)) {
                if (ownership.owns(LinkName.text(command.getDomain(), code))) {
                    hit = hit(command, create, code, time);
                } else if (entry.digest() == null) {
                    addUpTo(MOST_ASKED, unknown, code);
                } else {
                    addUpTo(MOST_ASKED, likely, code);
                }
            }
            return hit != null;
        }

        List<String> others() {
            List<String> others = new ArrayList<>(likely);
            unknown.forEach(code -> addUpTo(MOST_ASKED, others, code));
            return others;
        }

        /** Entries of links that ended long ago would, in time, fill the walk that a look-up may take. */
        void sweep(Effects effects) {
            expired.forEach(code -> effects.index(UrlChange.remove(urlKey, code)));
        }

        private void addUpTo(int most, List<String> codes, String code) {
            if (codes.size() < most) {
                codes.add(code);
            }
        }
    }

    /**
     * Looks for a link to the same URL, in the partition that owns the URL. When only other partitions have candidates,
     * the command is forwarded to their owners, once.
     *
     * @param before entry of an earlier command under the same idempotency key; null for none
     * @param otherwise what happens when no link is found
     */
    Effects find(
            LinkCommand command,
            CreateLink create,
            @Nullable RememberedCommand before,
            long time,
            java.util.function.Supplier<Effects> otherwise) {
        boolean mayAskOwner = Forwarding.mayAskOwner(command);
        if (mayAskOwner && before != null) {
            String candidate = before.getPassedTo();
            if (candidate != null && !candidate.isEmpty()) {
                // an earlier command under the same key was forwarded there, and the answer must be the same
                return Forwarding.askOwner(command, create, List.of(candidate));
            }
        }
        if (!LinkDigest.canBeHit(create.getAttributes())) {
            return otherwise.get(); // no link with these attributes is a hit
        }
        Search search = new Search(command, create, time);
        state.candidates(search.urlKey, search::take);
        List<String> others = search.others();
        Effects effects;
        if (search.hit != null) {
            effects = found(command, search.hit);
        } else if (mayAskOwner && !others.isEmpty()) {
            effects = Forwarding.askOwner(command, create, others);
        } else {
            effects = otherwise.get();
        }
        search.sweep(effects);
        return effects;
    }

    /**
     * Answers for the codes of this partition whether a link is one that a create with findIfExists looks for. If none
     * is, the command goes to the owner of the next candidate, else back to the partition of the URL. All candidates of
     * this partition are judged at once: a command comes only once.
     *
     * @param before entry of an earlier command under the same idempotency key; if there is one, this command goes
     *     where that one went
     */
    Effects confirm(
            LinkCommand command, CreateLink create, String candidate, @Nullable RememberedCommand before, long time) {
        if (before != null) {
            String next = before.getPassedTo();
            return next != null && !next.isEmpty() && Forwarding.mayAskNext(command)
                    ? Forwarding.askOwner(command, create, List.of(next))
                    : Forwarding.sendBack(command, create);
        }
        List<String> own = new ArrayList<>(MOST_ASKED);
        List<String> others = new ArrayList<>(MOST_ASKED);
        own.add(candidate);
        command.getAlsoAsk()
                .forEach(code -> (ownership.owns(LinkName.text(command.getDomain(), code)) ? own : others).add(code));
        for (String code : own) {
            StoredLink hit = hit(command, create, code, time);
            if (hit != null) {
                return found(command, hit);
            }
        }
        Effects effects = others.isEmpty() || !Forwarding.mayAskNext(command)
                ? Forwarding.sendBack(command, create)
                : Forwarding.askOwner(command, create, others);
        // the index was wrong about them
        own.forEach(code -> effects.index(entry(command, create, code)));
        return effects;
    }

    private @Nullable StoredLink hit(LinkCommand command, CreateLink create, String code, long time) {
        String name = LinkName.text(command.getDomain(), code);
        StoredLink link = state.link(name);
        return link != null
                        && LinkRecords.create(name, null, command, create)
                                .isHit(LinkRecords.aggregate(link.getLink()), time)
                ? link
                : null;
    }

    /** The entry of a link in the index of the URL that was asked for. */
    private UrlChange entry(LinkCommand command, CreateLink create, String code) {
        String urlKey = urlKey(command, create);
        StoredLink link = state.link(LinkName.text(command.getDomain(), code));
        UrlChange change = link == null ? null : UrlChange.of(link.getLink());
        return change != null && change.key().equals(urlKey) ? change : UrlChange.remove(urlKey, code);
    }

    private static String urlKey(LinkCommand command, CreateLink create) {
        return CommandKey.url(
                command.getTenant(), command.getDomain(), create.getAttributes().getLongUrl());
    }

    private static Effects found(LinkCommand command, StoredLink link) {
        return Effects.answer(OutcomeRecords.accept(command, LinkOperation.FOUND, link.getLink()));
    }
}
