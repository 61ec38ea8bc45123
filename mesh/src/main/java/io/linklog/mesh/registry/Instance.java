package io.linklog.mesh.registry;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /**
     * Builds an instance from what only its program knows. The rest has defaults: state STARTING, zone {@code local},
     * version {@code 1}, weight 100, no admin port, no metadata, started now.
     *
     * @param service {@link #service}
     * @param id {@link #id}
     * @param host {@link #host}
     * @param port {@link #port}
     */
    public static Builder builder(String service, String id, String host, int port) {
        return new Builder(service, id, host, port);
    }

    /** The same instance in another state. */
    public Instance withState(InstanceState next) {
        return new Builder(this).state(next).build();
    }

    /** The same instance with another weight. */
    public Instance withWeight(int next) {
        return next == weight ? this : new Builder(this).weight(next).build();
    }

    /** The same instance with another hash id. */
    Instance withHashId(int next) {
        return new Builder(this).hashId(next).build();
    }

    /** The same instance in another generation. */
    Instance withGeneration(long next) {
        return new Builder(this).generation(next).build();
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

    /**
     * Sets what an instance has besides its defaults. Each method is named after the component that it sets. Checks
     * nothing: a {@link Registration} does. Not thread-safe.
     */
    public static final class Builder {
        private final String service;
        private final String id;
        private final String host;
        private final int port;
        private int adminPort;
        private InstanceState state = InstanceState.STARTING;
        private String zone = "local";
        private String version = "1";
        private int weight = 100;
        private int hashId;
        private long generation;
        private @Nullable Instant startedAt;
        private Map<String, String> metadata = Map.of();

        private Builder(String service, String id, String host, int port) {
            this.service = service;
            this.id = id;
            this.host = host;
            this.port = port;
        }

        private Builder(Instance from) {
            this(from.service, from.id, from.host, from.port);
            adminPort = from.adminPort;
            state = from.state;
            zone = from.zone;
            version = from.version;
            weight = from.weight;
            hashId = from.hashId;
            generation = from.generation;
            startedAt = from.startedAt;
            metadata = from.metadata;
        }

        public Builder adminPort(int adminPort) {
            this.adminPort = adminPort;
            return this;
        }

        public Builder state(InstanceState state) {
            this.state = state;
            return this;
        }

        public Builder zone(String zone) {
            this.zone = zone;
            return this;
        }

        public Builder version(String version) {
            this.version = version;
            return this;
        }

        public Builder weight(int weight) {
            this.weight = weight;
            return this;
        }

        /** The registry assigns it. For instances that no registry has, as in tests. */
        public Builder hashId(int hashId) {
            this.hashId = hashId;
            return this;
        }

        /** The registry assigns it. For instances that no registry has, as in tests. */
        public Builder generation(long generation) {
            this.generation = generation;
            return this;
        }

        public Builder startedAt(Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        public Builder metadata(Map<String, String> metadata) {
            this.metadata = metadata;
            return this;
        }

        public Instance build() {
            return new Instance(
                    service,
                    id,
                    host,
                    port,
                    adminPort,
                    state,
                    zone,
                    version,
                    weight,
                    hashId,
                    generation,
                    startedAt == null ? Instant.now() : startedAt,
                    metadata);
        }
    }
}
