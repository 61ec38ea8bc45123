package io.linklog.sidecar;

import java.util.regex.Pattern;

/**
 * A change of HAProxy and how its success looks. Repeated, it does no harm.
 *
 * @param command one line for the Runtime API
 * @param success what the whole answer matches when it was done
 * @param patience what the answer matches when it cannot be done yet, and is to be tried again
 */
record Step(String command, Pattern success, Pattern patience) {

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
    static Step add(Pool pool, Server server) {
        String name = name(pool, server.name());
        String checks = server.checkPort() == 0
                ? "; enable server " + name
                : "; enable health " + name + "; enable server " + name + "; set server " + name + " health down";
        return new Step("add server " + name + " " + server.definition(pool) + checks, REGISTERED, NEVER);
    }

    static Step move(Pool pool, Server server) {
        return new Step(
                "set server " + name(pool, server.name()) + " addr " + server.address() + " port " + server.port(),
                MOVED,
                NEVER);
    }

    static Step checkOn(Pool pool, Server server) {
        return silent("set server " + name(pool, server.name()) + " check-port " + server.checkPort());
    }

    static Step weigh(Pool pool, Server server) {
        return silent("set server " + name(pool, server.name()) + " weight " + server.weight());
    }

    static Step ready(Pool pool, String server) {
        return silent("set server " + name(pool, server) + " state ready");
    }

    /** What is under way ends as it would have. */
    static Step drain(Pool pool, String server) {
        return silent("set server " + name(pool, server) + " state drain");
    }

    static Step retire(Pool pool, String server) {
        return silent("set server " + name(pool, server) + " state maint");
    }

    static Step delete(Pool pool, String server) {
        return new Step("del server " + name(pool, server), GONE, BUSY);
    }

    static Step silent(String command) {
        return new Step(command, SILENCE, NEVER);
    }

    private static String name(Pool pool, String server) {
        return pool.backend() + "/" + server;
    }
}
