package io.linklog.sidecar.dataplane;

import io.linklog.sidecar.layout.Pool;
import io.linklog.sidecar.layout.ProxiedServer;
import java.util.regex.Pattern;

/**
 * A change of HAProxy and how its success looks. Repeated, it does no harm.
 *
 * @param command one line for the Runtime API
 * @param success what the whole answer matches when it was done
 * @param patience what the answer matches when it cannot be done yet, and is to be tried again
 */
record RuntimeCommand(String command, Pattern success, Pattern patience) {

    private static final Pattern SILENCE = Pattern.compile("\\s*");
    private static final Pattern NEVER = Pattern.compile("(?!)");
    private static final Pattern REGISTERED = Pattern.compile("New server registered\\.\\s*");
    private static final Pattern MOVED = Pattern.compile("[^\n]*changed from[^\n]*\\s*");
    private static final Pattern GONE = Pattern.compile("(Server deleted|No such server)\\.\\s*");
    private static final Pattern BUSY = Pattern.compile("(?s)Server still has connections.*");

    /**
     * A new server takes nothing until a check has found it: its first seconds may be in the way of its first requests,
     * and an address that is not its own must not get any.
     */
    static RuntimeCommand add(Pool pool, ProxiedServer server) {
        String name = name(pool, server.name());
        String checks = server.checkPort() == 0
                ? "; enable server " + name
                : "; enable health " + name + "; enable server " + name + "; set server " + name + " health down";
        return new RuntimeCommand("add server " + name + " " + server.definition(pool) + checks, REGISTERED, NEVER);
    }

    static RuntimeCommand move(Pool pool, ProxiedServer server) {
        return new RuntimeCommand(
                "set server " + name(pool, server.name()) + " addr " + server.address() + " port " + server.port(),
                MOVED,
                NEVER);
    }

    static RuntimeCommand checkOn(Pool pool, ProxiedServer server) {
        return silent("set server " + name(pool, server.name()) + " check-port " + server.checkPort());
    }

    static RuntimeCommand weigh(Pool pool, ProxiedServer server) {
        return silent("set server " + name(pool, server.name()) + " weight " + server.weight());
    }

    static RuntimeCommand ready(Pool pool, String server) {
        return silent("set server " + name(pool, server) + " state ready");
    }

    /** What is under way ends as it would have. */
    static RuntimeCommand drain(Pool pool, String server) {
        return silent("set server " + name(pool, server) + " state drain");
    }

    static RuntimeCommand retire(Pool pool, String server) {
        return silent("set server " + name(pool, server) + " state maint");
    }

    static RuntimeCommand delete(Pool pool, String server) {
        return new RuntimeCommand("del server " + name(pool, server), GONE, BUSY);
    }

    static RuntimeCommand silent(String command) {
        return new RuntimeCommand(command, SILENCE, NEVER);
    }

    private static String name(Pool pool, String server) {
        return pool.backend() + "/" + server;
    }
}
