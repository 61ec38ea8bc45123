package io.linklog.kit.access;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.kit.ratelimit.KeyLimits;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.kit.ratelimit.Taken;

/** Refuses a call whose key makes too many, or whose address had too many without a key that works. Thread-safe. */
final class CallLimits {

    private final Limits limits;
    private final Clients clients;

    CallLimits(Limits limits) {
        this.limits = limits;
        this.clients = new Clients(limits);
    }

    /** The client of a call where keys are switched off. */
    String client(Context ctx) {
        return clients.byAddress(ctx);
    }

    /**
     * Refuses a call before its key is hashed.
     *
     * @throws ProblemException with 429 if too many calls of the address were answered 401
     */
    void checkAddress(Context ctx) {
        limits.addresses()
                .refusal(Failure.UNAUTHORIZED, limits.proxies().client(ctx))
                .ifPresent(refusal -> refuse(ctx, refusal));
    }

    /** Counts a call that is answered 401. */
    void countUnauthorized(Context ctx) {
        // the address was checked before: no refusal, unless other calls of it came meanwhile
        limits.addresses().count(Failure.UNAUTHORIZED, limits.proxies().client(ctx));
    }

    /**
     * Counts a call of a key that works, also one that is refused afterwards.
     *
     * @throws ProblemException with 429 if the key is over its limit
     */
    void count(Context ctx, Caller caller) {
        boolean isRead = ctx.method().equals(HandlerType.GET) || ctx.method().equals(HandlerType.HEAD);
        KeyLimits.Kind kind = isRead ? KeyLimits.Kind.READS : KeyLimits.Kind.WRITES;
        Taken taken = caller.key().flatMap(key -> limits.keys().take(key, kind)).orElse(null);
        if (taken == null) {
            return;
        }
        if (!taken.isGranted()) {
            limits.keys().countRefused(kind);
            refuse(ctx, taken);
        }
        taken.addTo(ctx);
    }

    private static void refuse(Context ctx, Taken refusal) {
        refusal.addTo(ctx);
        throw new ProblemException(refusal.problem());
    }
}
