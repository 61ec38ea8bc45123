package io.linklog.sidecar.dataplane;

import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.route.Route;
import io.linklog.sidecar.layout.Pool;
import io.linklog.sidecar.layout.ProxiedServer;
import io.linklog.sidecar.settings.Door;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Translates the instances of the registry to servers of HAProxy. */
final class PoolMembership {

    private PoolMembership() {}

    /**
     * The servers that a pool should have. HAProxy accepts a hash id only once: when two instances have the same one by
     * mistake, the older instance gets it.
     *
     * @param instances of the pool's service, in any state
     * @param route of the service, if it has one
     * @param addresses resolves a host; an instance whose host has no address gets no requests
     */
    static DesiredServers of(
            Pool pool, List<Instance> instances, Optional<Route> route, Function<String, Optional<String>> addresses) {
        Set<String> members = members(pool, instances, route);
        int heaviest = instances.stream().mapToInt(Instance::weight).max().orElse(0);
        List<ProxiedServer> ready = new ArrayList<>();
        Set<String> resting = new HashSet<>();
        Set<Integer> hashIds = new HashSet<>();
        for (Instance instance : instances.stream()
                .sorted(Comparator.comparingLong(Instance::generation))
                .toList()) {
            // a caller with credentials never calls a plain port; a caller without them cannot call a TLS door
            boolean byDoor = pool.credentials().isPresent();
            int port = byDoor ? Door.of(instance) : instance.port();
            Optional<String> address =
                    members.contains(instance.id()) && port != 0 ? addresses.apply(instance.host()) : Optional.empty();
            if (address.isPresent() && hashIds.add(instance.hashId())) {
                ready.add(new ProxiedServer(
                        instance.id(),
                        address.get(),
                        port,
                        byDoor ? port : instance.adminPort(),
                        weight(instance.weight(), heaviest),
                        instance.hashId()));
            } else {
                resting.add(instance.id());
            }
        }
        return new DesiredServers(ready, resting);
    }

    private static Set<String> members(Pool pool, List<Instance> instances, Optional<Route> route) {
        List<Instance> up = instances.stream()
                .filter(instance -> instance.state() == InstanceState.UP)
                .toList();
        Route.Split split = route.map(rule -> rule.split(instances)).orElseGet(() -> new Route.Split(up, List.of()));
        List<Instance> mine = pool.share() == Pool.Share.CANARY ? split.canary() : split.stable();
        return mine.stream().map(Instance::id).collect(Collectors.toSet());
    }

    /** HAProxy's largest weight is 256: larger ones are scaled down, and only 0 stays 0. */
    private static int weight(int weight, int heaviest) {
        if (weight == 0 || heaviest <= ProxiedServer.LARGEST_WEIGHT) {
            return weight;
        }
        return Math.max(1, (int) Math.round((double) weight * ProxiedServer.LARGEST_WEIGHT / heaviest));
    }
}
