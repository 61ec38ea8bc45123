package io.linklog.mesh.registry;

import java.time.Instant;
import java.util.Map;

/**
 * One running process of a service, as the registry has it. Immutable.
 *
 * @param service its name, such as {@code query-service}
 * @param id unique among the instances of the service, the same after a restart
 * @param host name or address where it is reached
 * @param port of its service; 0 for one that serves nothing
 * @param adminPort of its health and metrics
 * @param zone where it runs; callers prefer their own
 * @param version of its program
 * @param weight its share compared with others, 100 is usual, 0 takes nothing
 * @param hashId small stable number of its own, 1 or more, by which consistent hashing places it the same way
 *     everywhere
 * @param generation grows with each registration of this id; tells a restarted instance from its former life
 * @param startedAt when the process started
 * @param metadata anything else
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
     * Whether this can be the name of a service or the id of an instance: letters, digits and . _ : - , at most 128.
     */
    public static boolean isName(String text) {
        return RegistryKeys.isName(text);
    }

    /** The same instance in another state. */
    public Instance in(InstanceState next) {
        return with(next, weight, hashId, generation);
    }

    /** The same instance with another weight. */
    public Instance weighing(int other) {
        return other == weight ? this : with(state, other, hashId, generation);
    }

    /** The same instance with the number that the registry gave it. */
    Instance hashed(int given) {
        return with(state, weight, given, generation);
    }

    /** The same instance in another life. */
    Instance of(long life) {
        return with(state, weight, hashId, life);
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
}
