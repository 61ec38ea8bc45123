package io.linklog.mesh.keys;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeptKind;
import io.linklog.mesh.etcd.KeptView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * All API keys of etcd in memory, see {@link KeptView}; {@link #age} tells how old they are. Lookups take no lock, make
 * no call and never fail. Thread-safe.
 *
 * <p>A key is not deleted before it has ended for a month, and a revocation is for good. A key that vanishes before, or
 * of which an older state is back, is written back.
 */
public final class KeyBook implements AutoCloseable {

    private static final Duration RECHECK = Duration.ofMinutes(1);

    /** A key counts as removable earlier than the store removes it: what one removes, another must not write back. */
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofHours(1);

    private final InstantSource clock;
    private volatile Map<String, ApiKey> byId = Map.of();
    private final KeptView<ApiKey> keys;

    /**
     * Reads the snapshot and begins to follow, with a recheck each minute. Does not wait for etcd.
     *
     * @param snapshot the file in which the keys survive the process; no other book may write it
     */
    public KeyBook(Etcd etcd, Path snapshot, MeterRegistry meters) {
        this(etcd, snapshot, RECHECK, meters, InstantSource.system());
    }

    KeyBook(Etcd etcd, Path snapshot, Duration recheck, MeterRegistry meters, InstantSource clock) {
        this.clock = clock;
        KeptKind<ApiKey> kind = new KeptKind<>(
                KeyPaths.PREFIX,
                "key",
                key -> KeyPaths.of(key.id()),
                ApiKeyJson::write,
                ApiKeyJson::read,
                key -> key.isRemovableAt(clock.instant().plus(CLOCKS_DIFFER_BY)),
                ApiKey::isOlderThan);
        this.keys = new KeptView<>(etcd, kind, snapshot, recheck, clock, meters, this::take);
        Gauge.builder("linklog.keys.age", this, KeyBook::ageSeconds)
                .description("Time since the API keys in memory were last known to be equal to etcd; a key that was"
                        + " revoked since then still works")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("linklog.keys.known", this, book -> book.byId.size())
                .description("API keys in memory, also revoked and expired ones")
                .register(meters);
    }

    private void take(Collection<ApiKey> all) {
        byId = all.stream().collect(Collectors.toUnmodifiableMap(ApiKey::id, key -> key));
    }

    /** The key of this id; empty if none is known. It may be revoked or expired. */
    public Optional<ApiKey> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Whether the keys were read, from etcd or from the snapshot. Before that, an unknown id means nothing. */
    public boolean isKnown() {
        return keys.confirmedAt().isPresent();
    }

    /**
     * The time since the keys were last known to be equal to etcd; empty before anything was read. Each change and each
     * recheck resets it, so values up to a minute are normal.
     */
    public Optional<Duration> age() {
        return keys.confirmedAt().map(at -> Duration.between(at, clock.instant()));
    }

    /** Completes when etcd has been read for the first time. */
    public CompletableFuture<Void> whenFollowed() {
        return keys.whenFollowed();
    }

    private double ageSeconds() {
        return age().map(age -> age.toMillis() / 1000.0).orElse(Double.NaN);
    }

    /** Ends following. Lookups keep returning the last known keys. */
    @Override
    public void close() {
        keys.close();
    }
}
