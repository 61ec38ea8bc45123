package io.linklog.mesh.blocked;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PrefixView;
import io.linklog.mesh.etcd.SnapshotFile;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Follows the blocked targets in etcd. While etcd is unavailable the last known ones stay in use, after a restart those
 * of the snapshot on disk. A value that is not valid is counted, logged and ignored. Thread-safe.
 *
 * <p>A target that vanishes was removed, or etcd has lost it. Nobody can tell, so nobody writes it back.
 */
public final class BlockedTargetBook implements AutoCloseable {

    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final SnapshotFile snapshot;
    private final Consumer<Collection<BlockedTarget>> listener;
    private final CompletableFuture<Void> followed = new CompletableFuture<>();
    private final PrefixView<BlockedTarget> view;

    /**
     * Reads the snapshot and begins to follow, with a recheck each minute. Does not wait for etcd.
     *
     * @param snapshot the file in which the targets survive the process; no other book may write it
     * @param listener gets all targets: those of the snapshot at once, later those of etcd on the book's thread. The
     *     collection is valid only during the call
     */
    public BlockedTargetBook(
            Etcd etcd, Path snapshot, MeterRegistry meters, Consumer<Collection<BlockedTarget>> listener) {
        this.snapshot = new SnapshotFile(snapshot);
        this.listener = listener;
        this.snapshot.read().ifPresent(known -> listener.accept(known.read(BlockedTargetJson::read)));
        this.view = new PrefixView<>(
                etcd,
                BlockedTargetJson.PREFIX,
                "blocked-target",
                RECHECK,
                BlockedTargetJson::read,
                new FollowedTargets(),
                meters);
    }

    /** Completes when the listener has the targets of etcd. */
    public CompletableFuture<Void> whenFollowed() {
        return followed.copy();
    }

    /** Called on the view's thread. */
    private final class FollowedTargets implements PrefixView.Listener<BlockedTarget> {

        @Override
        public void onChanged(Map<String, BlockedTarget> present) {
            listener.accept(present.values());
            followed.complete(null);
            List<Etcd.Entry> entries = present.values().stream()
                    .map(target -> new Etcd.Entry(
                            BlockedTargetJson.path(target.host()), BlockedTargetJson.write(target), 0, 0, 0))
                    .toList();
            snapshot.write(new SnapshotFile.Snapshot(Instant.now(), entries));
        }
    }

    /** Ends following. */
    @Override
    public void close() {
        view.close();
    }
}
