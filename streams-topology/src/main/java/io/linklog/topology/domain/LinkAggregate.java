package io.linklog.topology.domain;

/**
 * A link as it is now.
 *
 * @param version 1 at creation, one more with each event
 * @param deleted whether it is a tombstone: the code stays taken
 * @param createdAt microseconds since 1970
 * @param editedAt time of the latest event, microseconds since 1970; strictly increasing
 */
public record LinkAggregate(
        String code,
        String tenant,
        long version,
        boolean deleted,
        long createdAt,
        long editedAt,
        Attributes attributes) {}
