package io.linklog.mesh.registry;

import java.time.Instant;
import java.util.Map;

/**
 * One running process of a service, as the registry has it. Immutable.
 *
 * @param service the name of the service, such as {@code query-service}
 * @param id unique among the instances of the service, the same after a restart
 * @param host the name or address at which it is reached
 * @param port the port of its service; 0 if it serves nothing
 * @param adminPort the port of its health and metrics
 * @param zone where it runs; callers prefer their own zone
 * @param version the version of its program
 * @param weight its share relative to the other instances; 100 is usual, 0 gets no requests
 * @param hashId a small stable number, 1 or more, by which consistent hashing places the instance the same way in every
 *     client
 * @param generation grows with each registration of this id, and so distinguishes a restarted instance from its earlier
 *     life
 * @param startedAt when the process started
 * @param metadata other properties
 */
public record Instance(
        String service,
        String id,
        String host,
        int port,
        int adminPort,
        InstanceState state,
        String zone,
        String version,
        int weight,
        int hashId,
        long generation,
        Instant startedAt,
        Map<String, String> metadata) {

    public Instance {
        metadata = Map.copyOf(metadata);
    }

    /**
     * Whether a text can be the name of a service or the id of an instance: 1 to 128 letters, digits and . _ : -, the
     * first a letter or digit.
     */
    public static boolean isName(String text) {
        return RegistryKeys.isName(text);
    }

    /** The same instance in another state. */
    public Instance withState(InstanceState next) {
        return with(next, weight, hashId, generation);
    }

    /** The same instance with another weight. */
    public Instance withWeight(int next) {
        return next == weight ? this : with(state, next, hashId, generation);
    }

    /** The same instance with another hash id. */
    Instance withHashId(int next) {
        return with(state, weight, next, generation);
    }

    /** The same instance in another generation. */
    Instance withGeneration(long next) {
        return with(state, weight, hashId, next);
    }

    private Instance with(InstanceState nextState, int nextWeight, int nextHashId, long nextGeneration) {
        return new Instance(
                service,
                id,
                host,
                port,
                adminPort,
                nextState,
                zone,
                version,
                nextWeight,
                nextHashId,
                nextGeneration,
                startedAt,
                metadata);
    }

    void checkRanges() {
        if (host.isBlank()
                || port < 0
                || port > 65_535
                || adminPort < 0
                || adminPort > 65_535
                || weight < 0
                || weight > Registration.LARGEST_WEIGHT) {
            throw new IllegalArgumentException("Blank host, or port or weight out of range: " + this);
        }
    }
}
