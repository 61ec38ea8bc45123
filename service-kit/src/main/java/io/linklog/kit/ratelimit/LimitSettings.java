package io.linklog.kit.ratelimit;

import io.linklog.kit.client.Networks;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.keys.RateLimit;
import java.util.Optional;

/**
 * What one address may do.
 *
 * @param unlimited addresses that are never limited
 * @param unknownCodes requests for short links that do not exist; empty for no limit
 * @param unauthorized calls of the API without a valid key; empty for no limit
 * @param reports reports of visitors about links; empty for no limit
 * @param clientShare the percentage of the places for batches, streams, lists and look-ups that one client may have
 */
public record LimitSettings(
        Networks unlimited,
        Optional<RateLimit> unknownCodes,
        Optional<RateLimit> unauthorized,
        Optional<RateLimit> reports,
        int clientShare) {

    private static final String OFF = "off";

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static LimitSettings from(Env env) {
        return new LimitSettings(
                unlimited(env),
                env.read(
                        "LINKLOG_UNKNOWN_CODES_PER_ADDRESS",
                        "600/m",
                        "most requests of one address for short links that do not exist, such as 600/m; off for no"
                                + " limit",
                        LimitSettings::limit),
                env.read(
                        "LINKLOG_UNAUTHORIZED_PER_ADDRESS",
                        "120/m",
                        "most calls of one address without a valid key, such as 120/m; off for no limit",
                        LimitSettings::limit),
                env.read(
                        "LINKLOG_REPORTS_PER_ADDRESS",
                        "5/m",
                        "most reports of one address about links, such as 5/m; off for no limit",
                        LimitSettings::limit),
                env.integer(
                        "LINKLOG_CLIENT_SHARE",
                        50,
                        1,
                        100,
                        "percentage of the places for batches, waiting commands, event streams, reads and look-ups that"
                                + " one client may have at once; more are answered 429"));
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
        return new LimitSettings(Networks.parse("none"), Optional.empty(), Optional.empty(), Optional.empty(), 100);
    }

    private static Optional<RateLimit> limit(String text) {
        return text.equals(OFF) ? Optional.empty() : Optional.of(RateLimit.parse(text));
    }
}
