package io.linklog.sidecar.dataplane;

import io.linklog.sidecar.layout.Pool;
import io.linklog.sidecar.layout.ProxiedServer;
import java.util.regex.Pattern;

/**
 * A command that changes HAProxy, with the answers to expect. Harmless to repeat.
 *
 * @param command one line for the Runtime API
 * @param success matches the whole answer of a successful command
 * @param notYet matches the answer of a command that must be tried again later
 */
record RuntimeCommand(String command, Pattern success, Pattern notYet) {

    private static final Pattern SILENCE = Pattern.compile("\\s*");
    private static final Pattern NEVER = Pattern.compile("(?!)");
    private static final Pattern REGISTERED = Pattern.compile("New server registered\\.\\s*");
    private static final Pattern MOVED = Pattern.compile("[^\n]*changed from[^\n]*\\s*");
    private static final Pattern GONE = Pattern.compile("(Server deleted|No such server)\\.\\s*");
    private static final Pattern BUSY = Pattern.compile("(?s)Server still has connections.*");

    /**
     * Adds a server. It takes no requests until a check succeeds: it may still be starting, or its address may belong
     * to another instance.
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

    static RuntimeCommand setCheckPort(Pool pool, ProxiedServer server) {
        return silent("set server " + name(pool, server.name()) + " check-port " + server.checkPort());
    }

    static RuntimeCommand setWeight(Pool pool, ProxiedServer server) {
        return silent("set server " + name(pool, server.name()) + " weight " + server.weight());
    }

    static RuntimeCommand enable(Pool pool, String server) {
        return silent("set server " + name(pool, server) + " state ready");
    }

    /** Sends the server no new requests; running ones end normally. */
    static RuntimeCommand drain(Pool pool, String server) {
        return silent("set server " + name(pool, server) + " state drain");
    }

    /** Takes the server out of service; it can be deleted when its connections have ended. */
    static RuntimeCommand retire(Pool pool, String server) {
        return silent("set server " + name(pool, server) + " state maint");
    }

    static RuntimeCommand delete(Pool pool, String server) {
        return new RuntimeCommand("del server " + name(pool, server), GONE, BUSY);
    }

    /** A command whose successful answer is empty. */
    static RuntimeCommand silent(String command) {
        return new RuntimeCommand(command, SILENCE, NEVER);
    }

    private static String name(Pool pool, String server) {
        return pool.backend() + "/" + server;
    }
}
