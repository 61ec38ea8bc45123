package io.linklog.sidecar.dataplane;

import io.linklog.sidecar.haproxy.ServerState;
import io.linklog.sidecar.layout.Pool;
import io.linklog.sidecar.layout.ProxiedServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The commands that bring one pool of HAProxy in line with the registry. Computed from the current state of both each
 * time: earlier commands, their author and their success make no difference.
 *
 * <pre>
 *   absent ──add──▶ ready ──instance rests──▶ draining ──▶ ready again, or
 *                     └──────instance left the registry──▶ maintenance ──no connection left──▶ absent
 * </pre>
 *
 * <p>The last serving servers are never taken out, see {@link #removable}.
 *
 * @param steps in the order of their execution
 * @param held servers that stay although the registry does not want them
 * @param leaving servers that are being removed; they are deleted when their connections have ended
 */
record PoolPlan(List<RuntimeCommand> steps, int held, int leaving) {

    PoolPlan {
        steps = List.copyOf(steps);
    }

    /** @param actual the servers of this pool's backend */
    static PoolPlan of(Pool pool, DesiredServers wanted, List<ServerState> actual) {
        Map<String, ServerState> present = new HashMap<>();
        actual.forEach(server -> present.put(server.name(), server));
        List<RuntimeCommand> steps = new ArrayList<>();
        // additions come before removals
        for (ProxiedServer server : wanted.ready()) {
            steps.addAll(admit(pool, server, present.remove(server.name())));
        }
        int held = 0;
        int leaving = 0;
        Set<String> removable = removable(pool, wanted, actual);
        for (ServerState server : present.values()) {
            boolean registered = wanted.resting().contains(server.name());
            if (server.isReady() && !removable.contains(server.name())) {
                held++;
            } else if (registered) {
                if (server.isReady()) {
                    steps.add(RuntimeCommand.drain(pool, server.name()));
                }
            } else if (server.isInMaintenance()) {
                leaving++;
                steps.add(RuntimeCommand.delete(pool, server.name()));
            } else {
                leaving++;
                steps.add(RuntimeCommand.retire(pool, server.name()));
            }
        }
        return new PoolPlan(steps, held, leaving);
    }

    private static List<RuntimeCommand> admit(Pool pool, ProxiedServer server, @Nullable ServerState now) {
        if (now == null) {
            return List.of(RuntimeCommand.add(pool, server));
        }
        List<RuntimeCommand> steps = new ArrayList<>();
        if (!now.address().equals(server.address()) || now.port() != server.port()) {
            steps.add(RuntimeCommand.move(pool, server));
        }
        if (now.checkPort() != 0 && server.checkPort() != 0 && now.checkPort() != server.checkPort()) {
            steps.add(RuntimeCommand.setCheckPort(pool, server));
        }
        if (now.weight() != server.weight()) {
            steps.add(RuntimeCommand.setWeight(pool, server));
        }
        if (!now.isReady()) {
            steps.add(RuntimeCommand.enable(pool, server.name()));
        }
        return steps;
    }

    /**
     * The unwanted servers that may be taken out of service. No live one may go until a wanted server takes requests:
     * an old server is better than none. Live servers that left the registry without draining first may go only if they
     * are at most half of the serving ones: if more vanish at once, the registry is more likely wrong than the servers.
     */
    private static Set<String> removable(Pool pool, DesiredServers wanted, List<ServerState> actual) {
        Set<String> wantedNames = new HashSet<>();
        wanted.ready().forEach(server -> wantedNames.add(server.name()));
        Set<String> dead = new HashSet<>();
        Set<String> resting = new HashSet<>();
        Set<String> vanished = new HashSet<>();
        int serving = 0;
        boolean wantedServe = false;
        for (ServerState server : actual) {
            serving += server.takesRequests() ? 1 : 0;
            if (wantedNames.contains(server.name())) {
                wantedServe |= server.takesRequests();
            } else if (!server.takesRequests()) {
                dead.add(server.name());
            } else if (wanted.resting().contains(server.name())) {
                resting.add(server.name());
            } else {
                vanished.add(server.name());
            }
        }
        Set<String> removable = new HashSet<>();
        if (pool.mayBeEmpty() || !wanted.ready().isEmpty()) {
            removable.addAll(dead);
        }
        if (pool.mayBeEmpty() || wantedServe) {
            removable.addAll(resting);
            if (pool.mayBeEmpty() || vanished.size() * 2 <= serving) {
                removable.addAll(vanished);
            }
        }
        return removable;
    }
}
