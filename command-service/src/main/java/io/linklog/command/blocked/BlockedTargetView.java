package io.linklog.command.blocked;

import io.linklog.mesh.blocked.BlockedTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A blocked target as the API shows it.
 *
 * @param addedBy the id of the key; null if it was added by the command line, or where keys are off
 */
record BlockedTargetView(
        String host, Instant addedAt, @Nullable String addedBy) {

    static BlockedTargetView of(BlockedTarget target) {
        return new BlockedTargetView(
                target.host(), target.addedAt(), target.addedBy().orElse(null));
    }
}
