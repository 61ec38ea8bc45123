package io.linklog.mesh.blocked;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeptKind;
import io.linklog.mesh.etcd.KeptView;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Follows the blocked targets in etcd, see {@link KeptView}. Thread-safe.
 *
 * <p>A target that is removed is marked, and deleted when its place is needed. So one that vanishes without a mark, or
 * whose mark vanishes, is written back.
 */
public final class BlockedTargetBook implements AutoCloseable {

    private static final KeptKind<BlockedTarget> KIND = new KeptKind<>(
            BlockedTargetJson.PREFIX,
            "blocked-target",
            target -> BlockedTargetJson.path(target.host()),
            BlockedTargetJson::write,
            BlockedTargetJson::read,
            target -> !target.works(),
            BlockedTarget::isOlderThan);

    private final KeptView<BlockedTarget> targets;

    /**
     * Reads the snapshot and begins to follow, with a recheck each minute. Does not wait for etcd.
     *
     * @param snapshot the file in which the targets survive the process; no other book may write it
     * @param listener gets all targets that are not removed: those of the snapshot at once, later those of etcd on the
     *     book's thread
     */
    public BlockedTargetBook(
            Etcd etcd, Path snapshot, MeterRegistry meters, Consumer<Collection<BlockedTarget>> listener) {
        this.targets = new KeptView<>(
                etcd,
                KIND,
                snapshot,
                meters,
                all -> listener.accept(all.stream().filter(BlockedTarget::works).toList()));
    }

    /** Completes when the listener has the targets of etcd. */
    public CompletableFuture<Void> whenFollowed() {
        return targets.whenFollowed();
    }

    /** Ends following. */
    @Override
    public void close() {
        targets.close();
    }
}
