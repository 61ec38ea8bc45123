package io.linklog.kit.ratelimit;

import io.linklog.kit.client.Networks;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.keys.RateLimit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one address may do.
 *
 * @param unlimited addresses that are never limited
 * @param failures how often one address may fail; no limit for what is missing
 * @param clientShare the percentage of the places for batches, streams, lists and look-ups that one client may have
 */
public record LimitSettings(Networks unlimited, Map<Failure, RateLimit> failures, int clientShare) {

    private static final String OFF = "off";

    public LimitSettings {
        failures = Map.copyOf(failures);
    }

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static LimitSettings from(Env env) {
        Map<Failure, RateLimit> failures = new EnumMap<>(Failure.class);
        for (Failure failure : Failure.values()) {
            env.read(
                            failure.setting,
                            failure.standard,
                            "most " + failure.words + ", such as " + failure.standard + "; off for no limit",
                            LimitSettings::limit)
                    .ifPresent(limit -> failures.put(failure, limit));
        }
        return new LimitSettings(
                unlimited(env),
                failures,
                env.integer(
                        "LINKLOG_CLIENT_SHARE",
                        50,
                        1,
                        100,
                        "percentage of the places for batches, waiting commands, password hashes, event streams, reads"
                                + " and look-ups that one client may have at once; more are answered 429"));
    }

    /** Reads the addresses that are never limited. */
    public static Networks unlimited(Env env) {
        return env.read(
                "LINKLOG_UNLIMITED_ADDRESSES",
                // a stack on one machine, and everybody behind a proxy of its own that names no client
                "127.0.0.0/8,::1",
                "addresses and networks that have no limits, comma-separated; none for none",
                Networks::parse);
    }

    /** No limits. */
    public static LimitSettings off() {
        return new LimitSettings(Networks.parse("none"), Map.of(), 100);
    }

    private static Optional<RateLimit> limit(String text) {
        return text.equals(OFF) ? Optional.empty() : Optional.of(RateLimit.parse(text));
    }
}
