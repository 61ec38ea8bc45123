package io.linklog.mesh.etcd;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A view in memory of all values of a kind in etcd. While etcd is unavailable the last known values stay in use, after
 * a restart those of the snapshot on disk. A value that is not valid is counted, logged and ignored: its key keeps its
 * last valid value. Thread-safe.
 *
 * <p>Removals leave a trace ({@link KeptKind#mayBeMissing}). So a value that vanishes without one, or of which an older
 * state is back, is one that etcd has lost: it was wiped, or restored from an older backup. The view then writes back
 * what it has seen in etcd itself. It does not write back what it knows only from the snapshot, which may be of another
 * etcd.
 */
public final class KeptView<T> implements AutoCloseable {

    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final KeptKind<T> kind;
    private final LostValues<T> lost;
    private final InstantSource clock;
    private final SnapshotWriter writer;
    private final Consumer<Collection<T>> listener;
    private final CompletableFuture<Void> followed = new CompletableFuture<>();
    private volatile Optional<Instant> confirmedAt = Optional.empty();
    private final PrefixView<T> view;

    /**
     * Reads the snapshot and begins to follow, with a recheck each minute. Does not wait for etcd.
     *
     * @param snapshot the file in which the values survive the process; no other view may write it
     * @param listener gets all values: those of the snapshot at once, later those of etcd on the view's thread
     */
    public KeptView(
            Etcd etcd, KeptKind<T> kind, Path snapshot, MeterRegistry meters, Consumer<Collection<T>> listener) {
        this(etcd, kind, snapshot, RECHECK, InstantSource.system(), meters, listener);
    }

    /** The same with another time between rechecks, and another clock. */
    public KeptView(
            Etcd etcd,
            KeptKind<T> kind,
            Path snapshot,
            Duration recheck,
            InstantSource clock,
            MeterRegistry meters,
            Consumer<Collection<T>> listener) {
        this.kind = kind;
        this.lost = new LostValues<>(etcd, kind);
        this.clock = clock;
        SnapshotFile file = new SnapshotFile(snapshot);
        this.writer = new SnapshotWriter(file, kind.noun());
        this.listener = listener;
        file.read().ifPresent(known -> {
            listener.accept(known.read(kind.read()));
            confirmedAt = Optional.of(known.confirmedAt());
        });
        this.view =
                new PrefixView<>(etcd, kind.prefix(), kind.noun(), recheck, kind.read(), new FollowedValues(), meters);
    }

    /** When the values were last known to be equal to etcd; empty before any was read. */
    public Optional<Instant> confirmedAt() {
        return confirmedAt;
    }

    /** Completes when the listener has the values of etcd. */
    public CompletableFuture<Void> whenFollowed() {
        return followed.copy();
    }

    /** Called on the view's thread. */
    private final class FollowedValues implements PrefixView.Listener<T> {
        /** Seen in etcd in the life of this process, by key. */
        private Map<String, T> seen = Map.of();

        @Override
        public void onChanged(Map<String, T> present) {
            Map<String, T> next = new HashMap<>(present);
            lost.find(seen, present).forEach(known -> next.put(kind.path().apply(known), known));
            seen = Map.copyOf(next);
            listener.accept(seen.values());
            onConfirmed();
            followed.complete(null);
        }

        @Override
        public void onConfirmed() {
            Instant now = clock.instant();
            confirmedAt = Optional.of(now);
            // each time: a process that dies must not use after its restart what was removed
            Collection<T> values = seen.values();
            writer.write(() -> snapshot(now, values));
            lost.writeBack();
        }
    }

    private SnapshotFile.Snapshot snapshot(Instant at, Collection<T> values) {
        List<Etcd.Entry> entries = values.stream()
                .map(value ->
                        new Etcd.Entry(kind.path().apply(value), kind.write().apply(value), 0, 0, 0))
                .toList();
        return new SnapshotFile.Snapshot(at, entries);
    }

    /** Ends following, and writes the snapshot. */
    @Override
    public void close() {
        view.close();
        writer.close();
    }
}
