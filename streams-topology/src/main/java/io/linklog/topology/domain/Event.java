package io.linklog.topology.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fact about one link. */
public sealed interface Event {

    /** When it happened, microseconds since 1970; later than every earlier event of the same link. */
    long at();

    /** The state after the event; {@code before} is null for the first event of a link. */
    LinkAggregate apply(@Nullable LinkAggregate before);

    /**
     * A link was created; its name is never used for another link.
     *
     * @param id the ID that the code is made of; null for a custom slug
     */
    record LinkCreated(String name, @Nullable Long id, Sender sender, Attributes attributes, Origin origin, long at)
            implements Event {
        @Override
        public LinkAggregate apply(@Nullable LinkAggregate before) {
            if (before != null) {
                throw new IllegalStateException("The name " + name + " was created twice");
            }
            return new LinkAggregate(name, sender.tenant(), sender.keyId(), 1, false, at, at, origin, attributes);
        }
    }

    /**
     * Attributes changed.
     *
     * @param attributes all of them, after the change
     * @param fields names of the fields that changed
     * @param removedTags tags that the link no longer has
     * @param previousLongUrl null unless longUrl changed
     */
    record LinkEdited(
            Attributes attributes,
            List<String> fields,
            List<String> removedTags,
            @Nullable String previousLongUrl,
            long at)
            implements Event {
        public LinkEdited {
            fields = List.copyOf(fields);
            removedTags = List.copyOf(removedTags);
        }

        @Override
        public LinkAggregate apply(@Nullable LinkAggregate before) {
            LinkAggregate old = existing(before);
            return new LinkAggregate(
                    old.name(),
                    old.tenant(),
                    old.createdBy(),
                    old.version() + 1,
                    old.deleted(),
                    old.createdAt(),
                    at,
                    old.origin(),
                    attributes);
        }
    }

    /** The link was deleted; its name stays taken. */
    record LinkDeleted(long at) implements Event {
        @Override
        public LinkAggregate apply(@Nullable LinkAggregate before) {
            return withDeleted(existing(before), true, at);
        }
    }

    /** A deleted link was restored, with its attributes. */
    record LinkRestored(long at) implements Event {
        @Override
        public LinkAggregate apply(@Nullable LinkAggregate before) {
            return withDeleted(existing(before), false, at);
        }
    }

    /** An admin took the link down. */
    record LinkTakenDown(Takedown takedown) implements Event {
        @Override
        public long at() {
            return takedown.at();
        }

        @Override
        public LinkAggregate apply(@Nullable LinkAggregate before) {
            return after(existing(before), true, takedown, takedown.at());
        }
    }

    /**
     * An admin ended the takedown of a link.
     *
     * @param deleted whether the link is deleted nevertheless, because its owner had deleted it before
     */
    record LinkReinstated(boolean deleted, long at) implements Event {
        @Override
        public LinkAggregate apply(@Nullable LinkAggregate before) {
            return withDeleted(existing(before), deleted, at);
        }
    }

    /**
     * What the link said is erased; its name stays taken.
     *
     * @param removedTags the tags that it had
     */
    record LinkPurged(List<String> removedTags, long at) implements Event {
        public LinkPurged {
            removedTags = List.copyOf(removedTags);
        }

        @Override
        public LinkAggregate apply(@Nullable LinkAggregate before) {
            LinkAggregate old = existing(before);
            return new LinkAggregate(
                    old.name(),
                    old.tenant(),
                    null,
                    old.version() + 1,
                    true,
                    old.createdAt(),
                    at,
                    old.origin().withoutVisits(),
                    Attributes.ERASED,
                    null,
                    true);
        }
    }

    private static LinkAggregate existing(@Nullable LinkAggregate before) {
        if (before == null) {
            throw new IllegalStateException("An event changes a link that does not exist");
        }
        return before;
    }

    private static LinkAggregate withDeleted(LinkAggregate old, boolean deleted, long at) {
        return after(old, deleted, null, at);
    }

    private static LinkAggregate after(LinkAggregate old, boolean deleted, @Nullable Takedown takedown, long at) {
        return new LinkAggregate(
                old.name(),
                old.tenant(),
                old.createdBy(),
                old.version() + 1,
                deleted,
                old.createdAt(),
                at,
                old.origin(),
                old.attributes(),
                takedown,
                false);
    }
}
