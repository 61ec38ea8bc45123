package io.linklog.mesh.keys;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PrefixView;
import io.linklog.mesh.etcd.SnapshotFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A view in memory of all API keys in etcd. Lookups take no lock, make no call and never fail. While etcd is
 * unavailable the last known keys stay in use, after a restart those of the snapshot on disk; {@link #age} tells how
 * old they are. A value that is not a valid key is counted, logged and ignored: the key keeps its last valid value.
 * Thread-safe.
 *
 * <p>A key is not deleted before it has ended for a month, and a revocation is for good. So a key that vanishes before,
 * or of which an older state is back, is one that etcd has lost: it was wiped, or restored from an older backup. The
 * book then writes back what it has seen in etcd itself. It does not write back what it knows only from the snapshot,
 * which may be of another etcd.
 */
public final class KeyBook implements AutoCloseable {

    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final LostKeys lost;
    private final InstantSource clock;
    private final SnapshotFile snapshot;
    private final CompletableFuture<Void> followed = new CompletableFuture<>();
    private volatile Map<String, ApiKey> view = Map.of();
    private volatile Optional<Instant> confirmedAt = Optional.empty();
    private final PrefixView<ApiKey> keyView;

    /**
     * Reads the snapshot and begins to follow, with a recheck each minute. Does not wait for etcd.
     *
     * @param snapshot the file in which the keys survive the process; no other book may write it
     */
    public KeyBook(Etcd etcd, Path snapshot, MeterRegistry meters) {
        this(etcd, snapshot, RECHECK, meters, InstantSource.system());
    }

    KeyBook(Etcd etcd, Path snapshot, Duration recheck, MeterRegistry meters, InstantSource clock) {
        this.lost = new LostKeys(etcd, clock);
        this.clock = clock;
        this.snapshot = new SnapshotFile(snapshot);
        Gauge.builder("linklog.keys.age", this, KeyBook::ageSeconds)
                .description("Time since the API keys in memory were last known to be equal to etcd; a key that was"
                        + " revoked since then still works")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("linklog.keys.known", this, book -> book.view.size())
                .description("API keys in memory, also revoked and expired ones")
                .register(meters);
        this.snapshot.read().ifPresent(this::restore);
        this.keyView =
                new PrefixView<>(etcd, KeyPaths.PREFIX, "key", recheck, ApiKeyJson::read, new FollowedKeys(), meters);
    }

    private void restore(SnapshotFile.Snapshot known) {
        view = known.read(ApiKeyJson::read).stream().collect(Collectors.toUnmodifiableMap(ApiKey::id, key -> key));
        confirmedAt = Optional.of(known.confirmedAt());
    }

    /** The key of this id; empty if none is known. It may be revoked or expired. */
    public Optional<ApiKey> find(String id) {
        return Optional.ofNullable(view.get(id));
    }

    /** Whether the keys were read, from etcd or from the snapshot. Before that, an unknown id means nothing. */
    public boolean isKnown() {
        return confirmedAt.isPresent();
    }

    /**
     * The time since the keys were last known to be equal to etcd; empty before anything was read. Each change and each
     * recheck resets it, so values up to a minute are normal.
     */
    public Optional<Duration> age() {
        return confirmedAt.map(at -> Duration.between(at, clock.instant()));
    }

    /** Completes when etcd has been read for the first time. */
    public CompletableFuture<Void> whenFollowed() {
        return followed.copy();
    }

    private double ageSeconds() {
        return age().map(age -> age.toMillis() / 1000.0).orElse(Double.NaN);
    }

    /** Called on the view's thread. */
    private final class FollowedKeys implements PrefixView.Listener<ApiKey> {
        /** Seen in etcd in the life of this process. */
        private Map<String, ApiKey> seen = Map.of();

        @Override
        public void onChanged(Map<String, ApiKey> keys) {
            Map<String, ApiKey> next = new HashMap<>();
            keys.values().forEach(key -> next.put(key.id(), key));
            lost.find(seen.values(), next).forEach(known -> next.put(known.id(), known));
            seen = Map.copyOf(next);
            view = seen;
            onConfirmed();
            followed.complete(null);
        }

        @Override
        public void onConfirmed() {
            confirmedAt = Optional.of(clock.instant());
            // at once: a process that dies now must not trust a revoked key after its restart
            save();
            lost.writeBack();
        }
    }

    private void save() {
        List<Etcd.Entry> entries = view.values().stream()
                .map(key -> new Etcd.Entry(KeyPaths.of(key.id()), ApiKeyJson.write(key), 0, 0, 0))
                .toList();
        confirmedAt.ifPresent(at -> snapshot.write(new SnapshotFile.Snapshot(at, entries)));
    }

    /** Ends following. Lookups keep returning the last known keys. */
    @Override
    public void close() {
        keyView.close();
    }
}
