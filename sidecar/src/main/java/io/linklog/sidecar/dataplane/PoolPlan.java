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

/**
 * How one pool gets from what HAProxy has to what the registry says. Worked out anew each time from both, so that it
 * does not matter what was done before, by whom, and whether it worked.
 *
 * <pre>
 *   absent ──add──▶ ready ──says that it rests──▶ draining ──▶ ready again, or gone from the registry:
 *                     └──gone from the registry──────────────▶ maintenance ──no connection left──▶ absent
 * </pre>
 *
 * <p>It never takes the last servers out: see {@link #mayGo}.
 *
 * @param steps in the order in which they are to be done
 * @param held servers that the registry does not want and that stay all the same
 * @param leaving servers that are being removed; there is more to do when they have no connections left
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
        // first what comes, then what goes
        for (ProxiedServer server : wanted.ready()) {
            steps.addAll(bringIn(pool, server, present.remove(server.name())));
        }
        int held = 0;
        int leaving = 0;
        Set<String> mayGo = mayGo(pool, wanted, actual);
        for (ServerState server : present.values()) {
            boolean registered = wanted.resting().contains(server.name());
            if (server.isReady() && !mayGo.contains(server.name())) {
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

    private static List<RuntimeCommand> bringIn(
            Pool pool, ProxiedServer server, @org.jspecify.annotations.Nullable ServerState now) {
        if (now == null) {
            return List.of(RuntimeCommand.add(pool, server));
        }
        List<RuntimeCommand> steps = new ArrayList<>();
        if (!now.address().equals(server.address()) || now.port() != server.port()) {
            steps.add(RuntimeCommand.move(pool, server));
        }
        if (now.checkPort() != 0 && server.checkPort() != 0 && now.checkPort() != server.checkPort()) {
            steps.add(RuntimeCommand.checkOn(pool, server));
        }
        if (now.weight() != server.weight()) {
            steps.add(RuntimeCommand.weigh(pool, server));
        }
        if (!now.isReady()) {
            steps.add(RuntimeCommand.ready(pool, server.name()));
        }
        return steps;
    }

    /**
     * Which of the servers that are not wanted may be taken out of service. None while none that is wanted takes
     * requests: an old server is better than no server. And those that went without a word though HAProxy's own checks
     * find them alive only while they are not more than half of what serves: then the registry is likelier to be wrong
     * than they are.
     */
    private static Set<String> mayGo(Pool pool, DesiredServers wanted, List<ServerState> actual) {
        Set<String> wantedNames = new HashSet<>();
        wanted.ready().forEach(server -> wantedNames.add(server.name()));
        Set<String> dead = new HashSet<>();
        Set<String> said = new HashSet<>();
        Set<String> silent = new HashSet<>();
        int serving = 0;
        boolean wantedServe = false;
        for (ServerState server : actual) {
            serving += server.takesRequests() ? 1 : 0;
            if (wantedNames.contains(server.name())) {
                wantedServe |= server.takesRequests();
            } else if (!server.takesRequests()) {
                dead.add(server.name());
            } else if (wanted.resting().contains(server.name())) {
                said.add(server.name());
            } else {
                silent.add(server.name());
            }
        }
        Set<String> mayGo = new HashSet<>();
        if (pool.mayBeEmpty() || !wanted.ready().isEmpty()) {
            mayGo.addAll(dead);
        }
        if (pool.mayBeEmpty() || wantedServe) {
            mayGo.addAll(said);
            if (pool.mayBeEmpty() || silent.size() * 2 <= serving) {
                mayGo.addAll(silent);
            }
        }
        return mayGo;
    }
}
