package io.linklog.topology.rebuild.links;

import org.jspecify.annotations.Nullable;

/**
 * The marks of a partition's stores; null for a store without one.
 *
 * @param nextUrl offset of the next change of the URL index to apply; null when unknown
 */
public record StoreMarks(
        @Nullable PartitionMark links,
        @Nullable PartitionMark idempotency,
        @Nullable PartitionMark urls,
        @Nullable Long nextUrl) {

    boolean areMissing() {
        return links == null && idempotency == null && urls == null;
    }

    /** The mark that all three stores have; null when they differ. */
    @Nullable
    PartitionMark common() {
        return links != null && links.equals(idempotency) && links.equals(urls) ? links : null;
    }

    /**
     * The offset in a partition of link-events from which the stores may miss events: links have those of their own
     * partition, the URL index has those of all.
     *
     * @param own whether it is the partition of the stores
     */
    public long missEventsFrom(int eventPartition, boolean own) {
        long indexed = urls == null ? 0 : urls.events()[eventPartition];
        return own ? Math.min(indexed, links == null ? 0 : links.events()[eventPartition]) : indexed;
    }

    /** The offset after the latest command that any store reflects; 0 for none. */
    long nextCommand() {
        return Math.max(commands(links), Math.max(commands(idempotency), commands(urls)));
    }

    /** The offset of the first change of the URL index that the stores may miss. */
    long nextUrlOrBegin() {
        return nextUrl == null ? 0 : nextUrl;
    }

    /** The highest ID that the links know. */
    public long highestId() {
        return links == null ? PartitionMark.NO_ID : links.highestId();
    }

    private static long commands(@Nullable PartitionMark mark) {
        return mark == null ? 0 : mark.commands();
    }
}
