package io.linklog.mesh.route;

import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.util.List;
import java.util.Optional;

/**
 * How the requests to one service are divided between two of its versions. Immutable.
 *
 * <p>Versions that a route does not name get no requests. So a new version can be started at any time, and gets
 * requests when its rollout begins. Without a route all instances are equal.
 *
 * @param service the name of the service in the registry
 * @param stable the version that gets all requests except the share of the canary
 * @param canary the version on trial, if there is one; never the stable one
 * @param weight the share of the canary in basis points, 0 to {@link #WHOLE}; 0 without a canary. Requests that choose
 *     their version are not part of it: see {@link Choice}
 */
public record Route(String service, String stable, Optional<String> canary, int weight) {

    /** All requests, in basis points. */
    public static final int WHOLE = 10_000;

    /** @throws IllegalArgumentException if the route is not valid; the message tells why */
    public Route {
        if (!Instance.isName(service)) {
            throw new IllegalArgumentException("'service' is '" + service + "', not a valid name of a service");
        }
        checkVersion("stable", stable);
        canary.ifPresent(version -> checkVersion("canary", version));
        if (canary.filter(stable::equals).isPresent()) {
            throw new IllegalArgumentException("'canary' is the stable version, " + stable);
        }
        if (weight < 0 || weight > WHOLE) {
            throw new IllegalArgumentException("'weight' is " + weight + ", not 0 to " + WHOLE + " basis points");
        }
        if (canary.isEmpty() && weight != 0) {
            throw new IllegalArgumentException("'weight' is " + weight + " but there is no canary");
        }
    }

    /** A route that sends all requests to one version. */
    public static Route only(String service, String stable) {
        return new Route(service, stable, Optional.empty(), 0);
    }

    /** The same route with a share for a canary. */
    public Route withCanary(String version, int basisPoints) {
        return new Route(service, stable, Optional.of(version), basisPoints);
    }

    /**
     * The instances of the two sides.
     *
     * @param stable the instances for all requests except the canary's share; empty only if no others are UP
     * @param canary the instances for the canary's share, whatever the weight; if empty, {@code stable} gets all
     */
    public record Split(List<Instance> stable, List<Instance> canary) {
        public Split {
            stable = List.copyOf(stable);
            canary = List.copyOf(canary);
        }
    }

    /**
     * Divides the instances that are UP. If none of them has the stable version, all instances except the canary's
     * replace it: after an upgrade without a rollout the route names a version that is gone, and the service must still
     * work.
     *
     * @param instances the instances of the service, in any state
     */
    public Split split(List<Instance> instances) {
        List<Instance> up = instances.stream()
                .filter(instance -> instance.state() == InstanceState.UP)
                .toList();
        List<Instance> onTrial = up.stream()
                .filter(instance -> canary.filter(instance.version()::equals).isPresent())
                .toList();
        List<Instance> proven = up.stream()
                .filter(instance -> instance.version().equals(stable))
                .toList();
        return new Split(
                proven.isEmpty()
                        ? up.stream()
                                .filter(instance -> !onTrial.contains(instance))
                                .toList()
                        : proven,
                onTrial);
    }

    private static void checkVersion(String field, String version) {
        if (version.isBlank() || version.length() > 128) {
            throw new IllegalArgumentException("'" + field + "' is '" + version + "', not a valid version");
        }
    }
}
