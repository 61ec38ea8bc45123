package io.linklog.kit.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.linklog.kit.ratelimit.Taken.Policy;
import io.linklog.mesh.keys.RateLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Counts the works of a kind of each client. The instances of a service divide the limit as in {@link KeyLimits}.
 * Bounded in memory: a bucket that is dropped is a full one. Thread-safe.
 */
public final class ClientLimit {

    private static final int MOST_BUCKETS = 20_000;
    /** A bucket that was not used for longer than the longest period is full, so nothing is forgiven. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Policy policy;
    private final RateLimit limit;
    private final IntSupplier instances;
    private final LongSupplier nanos;
    private final Counter refused;
    private final Cache<String, TokenBucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterAccess(KEPT)
            .build();

    /** @param instances how many instances of this service share the limit, 1 or more */
    public ClientLimit(Policy policy, RateLimit limit, IntSupplier instances, MeterRegistry meters) {
        this(policy, limit, instances, meters, System::nanoTime);
    }

    /** @param nanos a clock like {@link System#nanoTime} */
    ClientLimit(Policy policy, RateLimit limit, IntSupplier instances, MeterRegistry meters, LongSupplier nanos) {
        this.policy = policy;
        this.limit = limit;
        this.instances = instances;
        this.nanos = nanos;
        this.refused = RefusedCalls.counter(meters, policy.name());
    }

    /**
     * Counts a work.
     *
     * @param client see {@code Caller.client()}
     * @return the refusal; empty if the client was within its limit
     */
    public Optional<Taken> count(String client) {
        if (client.equals(ClientPlaces.UNLIMITED)) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        TokenBucket bucket = buckets.get(client, name -> new TokenBucket(now));
        Taken taken = Taken.take(policy, limit, Share.of(limit, instances.getAsInt()), bucket, now);
        if (taken.isGranted()) {
            return Optional.empty();
        }
        refused.increment();
        return Optional.of(taken);
    }
}
