package io.linklog.topology.codes;

import org.jspecify.annotations.Nullable;

/** A source of unused codes. In production {@link CodeSource}; pure tests count up. */
public interface Codes {

    /**
     * Takes a code that no call returned before, and whose name {@code Topics.partition} assigns to this partition.
     * Makes no remote call.
     *
     * @param domain of the link; null for the default domain
     * @param partitions of the topic; the same number in every call
     * @return null when no IDs are left
     */
    @Nullable
    GeneratedCode next(@Nullable String domain, int partition, int partitions);

    /** The log has a code with this ID, so codes that are given away later should have higher ones. Does not wait. */
    default void raise(long id) {}

    /** A code was taken although it is new: codes with an ID that is not above this one may be, too. Does not wait. */
    default void skip(long id) {}
}
