package io.linklog.sidecar.settings;

import io.linklog.kit.client.Networks;
import io.linklog.kit.ratelimit.LimitSettings;
import io.linklog.kit.settings.Env;

/**
 * How fast one client may be at the edge. Generous: they stop floods, not users.
 *
 * @param unlimited addresses without these limits
 * @param connections new ones in ten seconds
 * @param requests in ten seconds
 */
public record ClientRates(Networks unlimited, int connections, int requests) {

    static ClientRates from(Env env) {
        return new ClientRates(
                LimitSettings.unlimited(env),
                env.integer(
                        "LINKLOG_CONNECTION_RATE_PER_CLIENT",
                        2_000,
                        1,
                        10_000_000,
                        "maximum number of new connections from one address in 10 s; more are refused"),
                env.integer(
                        "LINKLOG_REQUEST_RATE_PER_CLIENT",
                        20_000,
                        1,
                        10_000_000,
                        "maximum number of requests from one address in 10 s; more are answered 429"));
    }
}
