package io.linklog.mesh.route;

import io.linklog.mesh.balance.InstanceSource;
import io.linklog.mesh.registry.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Applies routes for callers that choose an instance themselves. It provides the instances that a route names, with
 * weights that give the canary its share, accurate to a percentage point. The balancer may deviate from the weights:
 * with power of two choices a slower canary gets less. A service without a route keeps all its instances with their
 * registered weights. Thread-safe.
 *
 * <p>{@link Choice} and cookies do not apply here: these calls come from services, not from a user who could see both
 * versions in turn.
 */
public final class RoutedInstances implements InstanceSource {

    /** The minimum total weight of a side, so a hundredth of it is still a whole weight. */
    private static final int MIN_TOTAL_WEIGHT = 100;

    private final InstanceSource source;
    private final Function<String, Optional<Route>> routes;
    private final ConcurrentHashMap<String, Shared> last = new ConcurrentHashMap<>();

    /**
     * @param source provides all instances
     * @param routes the routes; until they are known, no service has any instance, because an instance of an unnamed
     *     version might get calls
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
        // the larger side keeps its weights, and so its places on a hash ring
        return canary * 2 <= Route.WHOLE
                ? combine(split.stable(), split.canary(), canary)
                : combine(split.canary(), split.stable(), Route.WHOLE - canary);
    }

    /**
     * Combines two sides: the larger one keeps its relative weights, the other one gets a part of the total weight.
     *
     * @param part the part of {@code others}, in basis points
     */
    private static List<Instance> combine(List<Instance> larger, List<Instance> others, int part) {
        long sum = Math.max(1, sum(larger));
        int times = (int) ((MIN_TOTAL_WEIGHT + sum - 1) / sum);
        long whole = Math.max(1, Math.round((double) sum * times * part / (Route.WHOLE - part)));
        List<Instance> all = new ArrayList<>();
        larger.forEach(instance -> all.add(instance.withWeight(instance.weight() * times)));
        // rounds the running total, so the weights add up to exactly the whole
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
