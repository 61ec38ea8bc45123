package io.linklog.kit.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.linklog.kit.ratelimit.Taken.Policy;
import io.linklog.mesh.keys.RateLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the failures of each client's address: what only somebody who guesses does often. A request that succeeds is
 * not counted; of reports, which always succeed, each is. The instances of a service divide a limit as in
 * {@link KeyLimits}.
 *
 * <p>Bounded in memory: beyond the maximum the least useful buckets are dropped. A dropped bucket is a full one, so an
 * attacker with more addresses than there are buckets wins a few more tries for each address, which each of these
 * addresses gives anyway. Thread-safe.
 */
public final class AddressLimits {

    /** The failures that are counted apart. */
    public enum Failure {
        /** A request for a short link that does not exist. */
        UNKNOWN_CODE(
                new Policy("unknown-codes", "One address may ask for %d links that do not exist"),
                "LINKLOG_UNKNOWN_CODES_PER_ADDRESS",
                "600/m",
                "requests of one address for short links that do not exist"),
        /** A call of the API that was answered 401. */
        UNAUTHORIZED(
                new Policy("unauthorized", "One address may make %d calls without a valid key"),
                "LINKLOG_UNAUTHORIZED_PER_ADDRESS",
                "120/m",
                "calls of one address without a valid key"),
        /** A report about a link; each counts. */
        REPORT(
                new Policy("reports", "One address may send %d reports"),
                "LINKLOG_REPORTS_PER_ADDRESS",
                "5/m",
                "reports of one address about links"),
        /** A wrong password of a link; those of each link are counted apart. */
        PASSWORD(
                new Policy("passwords", "One address may try %d passwords of a link"),
                "LINKLOG_PASSWORDS_PER_ADDRESS",
                "10/m",
                "wrong passwords of one address for one link");

        private final Policy policy;
        final String setting;
        final String standard;
        final String words;

        Failure(Policy policy, String setting, String standard, String words) {
            this.policy = policy;
            this.setting = setting;
            this.standard = standard;
            this.words = words;
        }
    }

    /** @param subject what the failure is about; empty for a failure that is counted whatever it is about */
    private record Counted(ClientNetwork client, Failure failure, String subject) {}

    /** About 100 bytes each. */
    static final int MOST_BUCKETS = 200_000;
    /** A bucket that was not used for longer than the longest period is full, so nothing is forgiven. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final LimitSettings settings;
    private final IntSupplier instances;
    private final LongSupplier nanos;
    private final Cache<Counted, TokenBucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterAccess(KEPT)
            .build();
    private final Map<Failure, Counter> refused = new EnumMap<>(Failure.class);

    /** @param instances how many instances of this service share the limits, 1 or more */
    public AddressLimits(LimitSettings settings, IntSupplier instances, MeterRegistry meters) {
        this(settings, instances, meters, System::nanoTime);
    }

    /** @param nanos a clock like {@link System#nanoTime} */
    public AddressLimits(LimitSettings settings, IntSupplier instances, MeterRegistry meters, LongSupplier nanos) {
        this.settings = settings;
        this.instances = instances;
        this.nanos = nanos;
        for (Failure failure : Failure.values()) {
            refused.put(failure, RefusedCalls.counter(meters, failure.policy.name()));
        }
        Gauge.builder("linklog.limits.addresses", buckets, Cache::estimatedSize)
                .description("Buckets of addresses that have failed lately, at most " + MOST_BUCKETS)
                .register(meters);
    }

    /**
     * Whether an address has failed too often, before it may fail again. Counts nothing.
     *
     * @param address 4 or 16 bytes; empty if it is not known, which is never limited
     * @return the refusal; empty if the address may try
     */
    public Optional<Taken> refusal(Failure failure, byte[] address) {
        return refusal(failure, address, "");
    }

    /** The same for failures that are about a subject. */
    public Optional<Taken> refusal(Failure failure, byte[] address, String subject) {
        RateLimit limit = limit(failure, address);
        TokenBucket bucket = limit == null ? null : buckets.getIfPresent(counted(failure, address, subject));
        if (limit == null || bucket == null) {
            return Optional.empty();
        }
        Share share = Share.of(limit, instances.getAsInt());
        Taken standing = Taken.look(failure.policy, limit, share, bucket, nanos.getAsLong());
        return standing.isGranted() ? Optional.empty() : refused(failure, standing);
    }

    /**
     * Counts a failure.
     *
     * @return the refusal in place of the answer; empty if the address was within its limit
     */
    public Optional<Taken> count(Failure failure, byte[] address) {
        return count(failure, address, "");
    }

    /** The same for a failure that is about a subject. */
    public Optional<Taken> count(Failure failure, byte[] address, String subject) {
        RateLimit limit = limit(failure, address);
        if (limit == null) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        TokenBucket bucket = buckets.get(counted(failure, address, subject), client -> new TokenBucket(now));
        Taken taken = Taken.take(failure.policy, limit, Share.of(limit, instances.getAsInt()), bucket, now);
        return taken.isGranted() ? Optional.empty() : refused(failure, taken);
    }

    private Optional<Taken> refused(Failure failure, Taken taken) {
        Objects.requireNonNull(refused.get(failure)).increment();
        return Optional.of(taken);
    }

    /**
     * The name of a client for {@link ClientPlaces}.
     *
     * @param address 4 or 16 bytes; empty if it is not known
     */
    public String client(byte[] address) {
        return isUnlimited(address)
                ? ClientPlaces.UNLIMITED
                : ClientNetwork.of(address).toString();
    }

    private boolean isUnlimited(byte[] address) {
        return address.length == 0 || settings.unlimited().contains(address);
    }

    /** The buckets in memory, after the surplus was dropped. */
    long countBuckets() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    /** Null for no limit. */
    private @Nullable RateLimit limit(Failure failure, byte[] address) {
        return isUnlimited(address) ? null : settings.failures().get(failure);
    }

    private static Counted counted(Failure failure, byte[] address, String subject) {
        return new Counted(ClientNetwork.of(address), failure, subject);
    }
}
