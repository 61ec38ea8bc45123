package io.linklog.topology.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What another tool says about a link that was imported from it. No event changes it, but a purge.
 *
 * @param dateCreated when the link was created there, to the millisecond; null for the time of its first event
 * @param baseVisits the visits that were counted there; part of no count here
 */
public record Origin(@Nullable Instant dateCreated, long baseVisits) {

    /** Of a link that began here. */
    public static final Origin HERE = new Origin(null, 0);

    /** The date is left of a purged link, as its other times: the lists that lose it are found by it. */
    Origin withoutVisits() {
        return new Origin(dateCreated, 0);
    }
}
