package io.linklog.topology.codes;

import org.jspecify.annotations.Nullable;

/** Where unused codes come from. In production {@link CodeSource}; pure tests count. */
public interface Codes {

    /**
     * A code that was never given before and that {@code Topics.partition} gives to this partition. Never blocks on a
     * remote call.
     *
     * @param partitions of the topic; always the same number
     * @return null when there are no IDs left
     */
    @Nullable
    String next(int partition, int partitions);
}
