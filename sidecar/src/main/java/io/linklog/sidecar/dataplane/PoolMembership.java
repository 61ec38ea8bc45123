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

/** Instances of the registry as servers of HAProxy. */
final class PoolMembership {

    private PoolMembership() {}

    /**
     * A number in consistent hashing that two instances have is the mistake of one of them: it is for the one that is
     * here longer, since HAProxy takes neither two in its file nor a second while it runs.
     *
     * @param instances of the pool's service, in whatever state
     * @param route of the service, if it has one
     * @param addresses of a host; an instance whose host has none gets no requests
     */
    static DesiredServers of(
            Pool pool, List<Instance> instances, Optional<Route> route, Function<String, Optional<String>> addresses) {
        Set<String> takers = takers(pool, instances, route);
        int heaviest = instances.stream().mapToInt(Instance::weight).max().orElse(0);
        List<ProxiedServer> ready = new ArrayList<>();
        Set<String> resting = new HashSet<>();
        Set<Integer> hashIds = new HashSet<>();
        for (Instance instance : instances.stream()
                .sorted(Comparator.comparingLong(Instance::generation))
                .toList()) {
            // whoever has credentials never calls in the clear, and whoever has none cannot open a door
            boolean byDoor = pool.credentials().isPresent();
            int port = byDoor ? Door.of(instance) : instance.port();
            Optional<String> address =
                    takers.contains(instance.id()) && port != 0 ? addresses.apply(instance.host()) : Optional.empty();
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

    private static Set<String> takers(Pool pool, List<Instance> instances, Optional<Route> route) {
        List<Instance> up = instances.stream()
                .filter(instance -> instance.state() == InstanceState.UP)
                .toList();
        Route.Split split = route.map(rule -> rule.split(instances)).orElseGet(() -> new Route.Split(up, List.of()));
        List<Instance> mine = pool.share() == Pool.Share.CANARY ? split.canary() : split.stable();
        return mine.stream().map(Instance::id).collect(Collectors.toSet());
    }

    /** HAProxy knows weights to 256; larger ones are scaled, and none but 0 becomes 0. */
    private static int weight(int weight, int heaviest) {
        if (weight == 0 || heaviest <= ProxiedServer.LARGEST_WEIGHT) {
            return weight;
        }
        return Math.max(1, (int) Math.round((double) weight * ProxiedServer.LARGEST_WEIGHT / heaviest));
    }
}
