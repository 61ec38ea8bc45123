package io.linklog.kit.access;

import io.javalin.http.Context;
import io.linklog.kit.ratelimit.Limits;

/** Names the client of a call, also of one that needs no key. Thread-safe. */
public final class Clients {

    private final Limits limits;

    /** @param limits find the address of a call without a key */
    public Clients(Limits limits) {
        this.limits = limits;
    }

    /** The client for which the places of a call are counted. */
    public String of(Context ctx) {
        Caller caller = ctx.attribute(Caller.ATTRIBUTE);
        return caller == null ? byAddress(ctx) : caller.client();
    }

    /** The client by its address. */
    String byAddress(Context ctx) {
        return limits.addresses().client(limits.proxies().client(ctx));
    }
}
