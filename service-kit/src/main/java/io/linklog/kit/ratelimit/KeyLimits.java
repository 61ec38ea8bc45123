package io.linklog.kit.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.linklog.kit.ratelimit.Taken.Policy;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.ApiKeyStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Counts the calls of each key that has a limit, reads and writes apart. Each instance grants its part of the limit, so
 * all instances of a service together never grant more; a key whose calls reach few of them gets less. Asks nobody.
 * Thread-safe.
 */
public final class KeyLimits {

    /** What is counted apart. */
    public enum Kind {
        READS(new Policy("reads", "The key may make %d reads")),
        WRITES(new Policy("writes", "The key may make %d writes"));

        private final Policy policy;

        Kind(Policy policy) {
            this.policy = policy;
        }
    }

    private record CountedKey(String id, Kind kind) {}

    /** A bucket that was not used for longer than the longest period is full, so nothing is forgiven. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final IntSupplier instances;
    private final LongSupplier nanos;
    private final Cache<CountedKey, TokenBucket> buckets;
    private final Map<Kind, Counter> refused = new EnumMap<>(Kind.class);

    /** @param instances how many instances of this service share the limits, 1 or more */
    public KeyLimits(IntSupplier instances, MeterRegistry meters) {
        this(instances, meters, System::nanoTime);
    }

    /** @param nanos a clock like {@link System#nanoTime} */
    public KeyLimits(IntSupplier instances, MeterRegistry meters, LongSupplier nanos) {
        this.instances = instances;
        this.nanos = nanos;
        this.buckets = Caffeine.newBuilder()
                .maximumSize((long) ApiKeyStore.MOST_KEYS * Kind.values().length)
                .expireAfterAccess(KEPT)
                .build();
        for (Kind kind : Kind.values()) {
            refused.put(kind, RefusedCalls.counter(meters, "key-" + kind.policy.name()));
        }
    }

    /** Counts a call; empty if the key has no limit. */
    public Optional<Taken> take(ApiKey key, Kind kind) {
        if (key.limit().isEmpty()) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        TokenBucket bucket = buckets.get(new CountedKey(key.id(), kind), id -> new TokenBucket(now));
        Share share = Share.of(key.limit().get(), instances.getAsInt());
        return Optional.of(Taken.take(kind.policy, key.limit().get(), share, bucket, now));
    }

    /** Registers that a call over the limit was refused, in place of waiting. */
    public void countRefused(Kind kind) {
        Objects.requireNonNull(refused.get(kind)).increment();
    }
}
