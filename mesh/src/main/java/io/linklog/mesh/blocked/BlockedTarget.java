package io.linklog.mesh.blocked;

import java.time.Instant;
import java.util.Optional;

/**
 * A host or a suffix that no link may lead to.
 *
 * @param host the entry in its one spelling, which the caller makes: a host, or a suffix with a dot before it
 * @param addedBy the id of the API key; empty if it was added on etcd, or where keys are off
 * @param removedAt since then links may lead there again; empty while they may not
 * @param version 1 for a new target; one more with each change
 */
public record BlockedTarget(
        String host, Instant addedAt, Optional<String> addedBy, Optional<Instant> removedAt, int version) {

    /** The longest name of DNS, and the dot of a suffix. */
    private static final int LONGEST = 254;

    public BlockedTarget {
        if (host.isEmpty() || host.length() > LONGEST) {
            throw new IllegalArgumentException("must have 1 to " + LONGEST + " characters");
        }
    }

    /** A new target. */
    public BlockedTarget(String host, Instant addedAt, Optional<String> addedBy) {
        this(host, addedAt, addedBy, Optional.empty(), 1);
    }

    /** Whether links may not lead there. */
    public boolean works() {
        return removedAt.isEmpty();
    }

    /** Whether another state of this target was undone if etcd shows this one. */
    boolean isOlderThan(BlockedTarget other) {
        return version < other.version;
    }

    BlockedTarget withAddition(Instant at, Optional<String> by) {
        return new BlockedTarget(host, at, by, Optional.empty(), version + 1);
    }

    BlockedTarget withRemoval(Instant at) {
        return new BlockedTarget(host, addedAt, addedBy, Optional.of(at), version + 1);
    }
}
