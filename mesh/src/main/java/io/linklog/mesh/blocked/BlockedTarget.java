package io.linklog.mesh.blocked;

import java.time.Instant;
import java.util.Optional;

/**
 * A host or a suffix that no link may lead to.
 *
 * @param host the entry in its one spelling, which the caller makes: a host, or a suffix with a dot before it
 * @param addedBy the id of the API key; empty if it was added on etcd, or where keys are off
 */
public record BlockedTarget(String host, Instant addedAt, Optional<String> addedBy) {

    /** The longest name of DNS, and the dot of a suffix. */
    private static final int LONGEST = 254;

    public BlockedTarget {
        if (host.isEmpty() || host.length() > LONGEST) {
            throw new IllegalArgumentException("must have 1 to " + LONGEST + " characters");
        }
    }
}
