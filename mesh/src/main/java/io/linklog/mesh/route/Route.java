package io.linklog.mesh.route;

import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.util.List;
import java.util.Optional;

/**
 * How the requests to one service are shared between two of its versions. Immutable.
 *
 * <p>With a route, versions that it does not name get nothing: a new one may be started in peace and gets requests when
 * a rollout begins. Without a route all instances are alike.
 *
 * @param service its name in the registry
 * @param stable version that gets what the canary does not
 * @param canary version on trial, if there is one; never the stable one
 * @param weight share of the canary in basis points, 0 to {@link #WHOLE}; 0 where there is no canary. A request that
 *     chooses for itself is outside of it: see {@link Choice}
 */
public record Route(String service, String stable, Optional<String> canary, int weight) {

    /** All requests, in basis points. */
    public static final int WHOLE = 10_000;

    /** @throws IllegalArgumentException for a route that means nothing, with the reason */
    public Route {
        if (!Instance.isName(service)) {
            throw new IllegalArgumentException("'service' is '" + service + "', no name of a service");
        }
        version("stable", stable);
        canary.ifPresent(version -> version("canary", version));
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

    /** All to one version. */
    public static Route only(String service, String stable) {
        return new Route(service, stable, Optional.empty(), 0);
    }

    /** The same with a share for a canary. */
    public Route withCanary(String version, int basisPoints) {
        return new Route(service, stable, Optional.of(version), basisPoints);
    }

    /**
     * Who takes what.
     *
     * @param stable instances for all but the canary's share; empty only when nobody is UP but the canary
     * @param canary instances for the canary's share, whatever the weight; when empty, stable takes all
     */
    public record Split(List<Instance> stable, List<Instance> canary) {
        public Split {
            stable = List.copyOf(stable);
            canary = List.copyOf(canary);
        }
    }

    /**
     * Shares out the instances of the service that are UP. When none of the stable version is, all but the canary's
     * stand in for it: after an upgrade without a rollout the route names a version that is gone, and that must not end
     * the service.
     *
     * @param instances of the service, in whatever state
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

    private static void version(String field, String version) {
        if (version.isBlank() || version.length() > 128) {
            throw new IllegalArgumentException("'" + field + "' is '" + version + "', no version");
        }
    }
}
