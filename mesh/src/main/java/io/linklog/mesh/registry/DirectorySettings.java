package io.linklog.mesh.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link ServiceDirectory} follows, and how.
 *
 * @param service the only one to follow; empty for all
 * @param snapshot file in which what is known outlives the process; empty for none
 * @param recheck how often all is listed and compared, give or take a tenth
 * @param hold how long instances are shown on when more than half of a service vanishes at once
 */
public record DirectorySettings(Optional<String> service, Optional<Path> snapshot, Duration recheck, Duration hold) {

    /** All services, no snapshot, compared each minute, held for one. */
    public static DirectorySettings all() {
        return new DirectorySettings(Optional.empty(), Optional.empty(), Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    /** The same for one service. */
    public DirectorySettings only(String name) {
        return new DirectorySettings(Optional.of(name), snapshot, recheck, hold);
    }

    /** The same with a snapshot in this file, which no other directory writes. */
    public DirectorySettings snapshotIn(Path file) {
        return new DirectorySettings(service, Optional.of(file), recheck, hold);
    }

    /** The same with another interval between rechecks. */
    public DirectorySettings recheckEvery(Duration interval) {
        return new DirectorySettings(service, snapshot, interval, hold);
    }

    /**
     * The same with another hold.
     *
     * @param longest zero for never
     */
    public DirectorySettings holdFor(Duration longest) {
        return new DirectorySettings(service, snapshot, recheck, longest);
    }
}
