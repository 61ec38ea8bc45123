package io.linklog.mesh.blocked;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.etcd.PrefixView;
import io.linklog.mesh.etcd.SnapshotFile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the blocked targets in etcd. While etcd is unavailable the last known ones stay in use, after a restart those
 * of the snapshot on disk. A value that is not valid is counted, logged and ignored. Thread-safe.
 *
 * <p>A target that vanishes was removed, or etcd has lost it. Nobody can tell, so nobody writes it back.
 */
public final class BlockedTargetBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlockedTargetBook.class);
    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final SnapshotFile snapshot;
    private final Consumer<Collection<BlockedTarget>> listener;
    private final CompletableFuture<Void> followed = new CompletableFuture<>();
    private final Counter malformed;
    private final Counter divergence;
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
        this.malformed = Counter.builder("linklog.blocked.malformed")
                .description("Values in etcd that are not valid blocked targets")
                .register(meters);
        this.divergence = Counter.builder("linklog.blocked.divergence")
                .description("Blocked targets whose change the watch lost, as a recheck found; should be 0")
                .register(meters);
        this.snapshot.read().ifPresent(this::restore);
        this.view = new PrefixView<>(
                etcd,
                BlockedTargetJson.PREFIX,
                "blocked-target",
                RECHECK,
                BlockedTargetJson::read,
                new FollowedTargets());
    }

    private void restore(SnapshotFile.Snapshot known) {
        List<BlockedTarget> targets = new ArrayList<>();
        for (Etcd.Entry entry : known.entries()) {
            try {
                targets.add(BlockedTargetJson.read(entry));
            } catch (MalformedValueException e) {
                LOG.warn("Ignoring a blocked target of the snapshot that is not valid: {}", entry.key());
            }
        }
        listener.accept(targets);
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

        @Override
        public void onMalformed() {
            malformed.increment();
        }

        @Override
        public void onDivergence(int keys) {
            divergence.increment(keys);
        }
    }

    /** Ends following. */
    @Override
    public void close() {
        view.close();
    }
}
