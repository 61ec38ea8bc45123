package io.linklog.query.http;

import io.javalin.http.Context;
import io.linklog.kit.client.TrustedProxies;
import io.linklog.kit.ratelimit.AddressLimits;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.kit.ratelimit.Taken;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/**
 * Slows down who tries codes: an address that has asked for too many links that do not exist. Such an address gets 429
 * for each further one, and before the store is asked; what is in memory goes on. Thread-safe.
 */
public final class UnknownCodes {

    private final AddressLimits limits;
    private final TrustedProxies proxies;

    public UnknownCodes(Limits limits) {
        this.limits = limits.addresses();
        this.proxies = limits.proxies();
    }

    /** The refusal of a request for a link that is not in memory, before it is looked up; empty if it may be. */
    public Optional<Taken> refusal(Request request) {
        return limits.refusal(Failure.UNKNOWN_CODE, proxies.client(request));
    }

    /** The same. */
    public Optional<Taken> refusal(Context ctx) {
        return limits.refusal(Failure.UNKNOWN_CODE, proxies.client(ctx));
    }

    /** Counts a request for a link that does not exist; a refusal takes the place of its 404. */
    public Optional<Taken> count(Request request) {
        return limits.count(Failure.UNKNOWN_CODE, proxies.client(request));
    }

    /** The same. */
    public Optional<Taken> count(Context ctx) {
        return limits.count(Failure.UNKNOWN_CODE, proxies.client(ctx));
    }
}
