package io.linklog.mesh.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which services a {@link ServiceDirectory} follows, and how.
 *
 * @param service the only service to follow; empty for all
 * @param snapshot the file in which the view survives the process; empty for none
 * @param recheck the interval, plus or minus a tenth, at which all keys are listed and compared
 * @param hold how long instances stay visible after more than half of a service vanished at once; zero for never
 */
public record DirectorySettings(Optional<String> service, Optional<Path> snapshot, Duration recheck, Duration hold) {

    /** All services, no snapshot, a recheck each minute, a hold of one minute. */
    public static DirectorySettings all() {
        return new DirectorySettings(Optional.empty(), Optional.empty(), Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    /** The same settings for one service. */
    public DirectorySettings only(String name) {
        return new DirectorySettings(Optional.of(name), snapshot, recheck, hold);
    }

    /** The same settings with a snapshot in this file. No other directory may write it. */
    public DirectorySettings snapshotIn(Path file) {
        return new DirectorySettings(service, Optional.of(file), recheck, hold);
    }

    /** The same settings with another recheck interval. */
    public DirectorySettings recheckEvery(Duration interval) {
        return new DirectorySettings(service, snapshot, interval, hold);
    }

    /** The same settings with another hold. */
    public DirectorySettings holdFor(Duration duration) {
        return new DirectorySettings(service, snapshot, recheck, duration);
    }
}
