package io.linklog.mesh.route;

import io.linklog.mesh.balance.InstanceSource;
import io.linklog.mesh.registry.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Instances as the routes share them out, for callers that choose an instance themselves: those that a route names,
 * with weights by which the canary's together have its share, to a percentage point. How well the calls keep to it is
 * the balancer's matter: by power of two choices a canary that is slower gets less. A service without a route has all
 * its instances with the weights that they registered. Thread-safe.
 *
 * <p>A call by this way is outside of {@link Choice} and of cookies: no user stands behind it who could see two
 * versions in turn.
 */
public final class RoutedInstances implements InstanceSource {

    /** What the weights of a side add up to at least, so that a hundredth of it is still a weight. */
    private static final int FINE_ENOUGH = 100;

    private final InstanceSource source;
    private final Function<String, Optional<Route>> routes;
    private final ConcurrentHashMap<String, Shared> last = new ConcurrentHashMap<>();

    /**
     * @param source of all instances
     * @param routes until etcd was read no service has any instance: a version that is held back would get calls
     */
    public RoutedInstances(InstanceSource source, RouteBook routes) {
        this(service -> routes.isKnown() ? source.instances(service) : List.of(), routes::route);
    }

    RoutedInstances(InstanceSource source, Function<String, Optional<Route>> routes) {
        this.source = source;
        this.routes = routes;
    }

    @Override
    public List<Instance> instances(String service) {
        List<Instance> all = source.instances(service);
        Route route = routes.apply(service).orElse(null);
        if (route == null) {
            return all;
        }
        Shared known = last.get(service);
        if (known == null || known.all != all || !known.route.equals(route)) {
            known = new Shared(all, route, share(route.split(all), route.weight()));
            last.put(service, known);
        }
        return known.instances;
    }

    private record Shared(List<Instance> all, Route route, List<Instance> instances) {}

    private static List<Instance> share(Route.Split split, int canary) {
        if (canary == 0 || split.canary().isEmpty()) {
            return split.stable();
        }
        if (canary == Route.WHOLE || split.stable().isEmpty()) {
            return split.canary();
        }
        // the side with the greater part is left as it is, so that its places on a ring stay
        return canary * 2 <= Route.WHOLE
                ? beside(split.stable(), split.canary(), canary)
                : beside(split.canary(), split.stable(), Route.WHOLE - canary);
    }

    /** Those of the greater part, and the others at weights that add up to their part in basis points. */
    private static List<Instance> beside(List<Instance> greater, List<Instance> others, int part) {
        long sum = Math.max(1, sum(greater));
        int times = (int) ((FINE_ENOUGH + sum - 1) / sum);
        long whole = Math.max(1, Math.round((double) sum * times * part / (Route.WHOLE - part)));
        List<Instance> all = new ArrayList<>();
        greater.forEach(instance -> all.add(instance.withWeight(instance.weight() * times)));
        // rounded by what was given before, so that all that is given is the whole
        long registered = Math.max(1, sum(others));
        long passed = 0;
        for (Instance other : others) {
            long before = passed * whole / registered;
            passed += other.weight();
            all.add(other.withWeight((int) (passed * whole / registered - before)));
        }
        return List.copyOf(all);
    }

    private static long sum(List<Instance> instances) {
        return instances.stream().mapToLong(Instance::weight).sum();
    }
}
