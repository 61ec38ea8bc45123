package io.linklog.topology.rebuild.links;

import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.RememberedCommand;
import io.linklog.topology.decision.UrlChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a partition's task applies to its stores while they are rebuilt. */
public sealed interface RebuildStep {

    /** What was decided under an idempotency key. */
    record Remember(String scope, RememberedCommand entry) implements RebuildStep {}

    /**
     * An event. Steps of one partition of link-events come in the order of the log.
     *
     * @param partition of link-events
     * @param changes what the event changes in the URL index
     */
    record Apply(int partition, long offset, LinkEvent event, List<UrlChange> changes) implements RebuildStep {}

    /**
     * The stores are whole.
     *
     * @param mark of all stores
     * @param commandsFrom where the source of commands begins; null to go on at the group's committed offset
     * @param nextUrl offset of the next change of the URL index
     * @param urlsFrom as {@code commandsFrom}, for the URL topic
     */
    record Whole(
            PartitionMark mark,
            @Nullable Long commandsFrom,
            long nextUrl,
            @Nullable Long urlsFrom) implements RebuildStep {}
}
