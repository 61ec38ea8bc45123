package io.linklog.topology.domain;

import org.jspecify.annotations.Nullable;

/**
 * The current state of a link.
 *
 * @param name as {@link io.linklog.schemas.names.LinkName} writes it: the code, on another domain after it
 * @param createdBy the id of the API key that made the link; null without one
 * @param version 1 at creation; each event adds 1
 * @param deleted whether the link is a tombstone; its name stays taken
 * @param createdAt microseconds since 1970
 * @param editedAt time of the latest event, microseconds since 1970; strictly increasing
 * @param origin of a link that was imported from another tool
 * @param takedown null unless an admin took the link down; such a link is also deleted
 * @param purged whether what the link said is erased; such a link is also deleted, and nothing changes it
 */
public record LinkAggregate(
        String name,
        String tenant,
        @Nullable String createdBy,
        long version,
        boolean deleted,
        long createdAt,
        long editedAt,
        Origin origin,
        Attributes attributes,
        @Nullable Takedown takedown,
        boolean purged) {

    /** A link that is neither taken down nor purged. */
    public LinkAggregate(
            String code,
            String tenant,
            @Nullable String createdBy,
            long version,
            boolean deleted,
            long createdAt,
            long editedAt,
            Origin origin,
            Attributes attributes) {
        this(code, tenant, createdBy, version, deleted, createdAt, editedAt, origin, attributes, null, false);
    }
}
