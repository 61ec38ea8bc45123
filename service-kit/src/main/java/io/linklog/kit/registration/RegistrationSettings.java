package io.linklog.kit.registration;

import io.linklog.kit.settings.Env;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The registration of a process in the service registry.
 *
 * @param service the name of the service, for example {@code query-service}
 * @param instanceId unique among the running instances of the service; the same after a restart
 * @param advertisedHost the host that other processes connect to
 * @param port the port of the API; 0 if there is none
 * @param adminPort the port of health and metrics
 * @param zone the zone that the process runs in
 * @param version the version of the program
 * @param weight the share of requests, relative to other instances; 0 for no requests
 * @param ttl the time to live of the registration's lease
 * @param drainPause the time from the state DRAINING until the API closes; not used by the last instance that is UP,
 *     because its callers have no other instance
 * @param metadata further facts for other processes
 */
public record RegistrationSettings(
        String service,
        String instanceId,
        String advertisedHost,
        int port,
        int adminPort,
        String zone,
        String version,
        int weight,
        Duration ttl,
        Duration drainPause,
        Map<String, String> metadata) {

    /** The process has 25 s to stop, and closing its resources takes some of them. */
    private static final Duration MAX_DRAIN_PAUSE = Duration.ofSeconds(10);

    /** Reads the settings of a process with an HTTP API. */
    public static RegistrationSettings withHttp(Env env, String service, int port, int adminPort) {
        Duration drainPause = env.duration(
                "LINKLOG_DRAIN_PAUSE",
                Duration.ZERO,
                Duration.ZERO,
                MAX_DRAIN_PAUSE,
                "time at a stop from DRAINING and a failing /readyz until the API closes");
        return from(env, service, port, adminPort, drainPause);
    }

    /** Reads the settings of a process without an HTTP API. It has no drain pause. */
    public static RegistrationSettings withoutHttp(Env env, String service, int adminPort) {
        return from(env, service, 0, adminPort, Duration.ZERO);
    }

    /** Reads the instance's id. Other settings may use it too. */
    public static String instanceId(Env env, String service) {
        return env.name(
                "LINKLOG_INSTANCE_ID",
                service + "-1",
                "name of this instance, unique in its service and the same after a restart");
    }

    private static RegistrationSettings from(Env env, String service, int port, int adminPort, Duration drainPause) {
        return new RegistrationSettings(
                service,
                instanceId(env, service),
                env.string(
                        "LINKLOG_ADVERTISED_HOST", "127.0.0.1", "host name or address that other processes connect to"),
                port,
                adminPort,
                env.name(
                        "LINKLOG_ZONE",
                        "local",
                        "zone that this process runs in; callers prefer instances of their own zone"),
                env.string("LINKLOG_VERSION", BuildVersion.read(), "version of this process in the service registry"),
                env.integer(
                        "LINKLOG_WEIGHT",
                        100,
                        0,
                        Registration.LARGEST_WEIGHT,
                        "share of requests, relative to other instances; 0 for no requests"),
                env.duration(
                        "LINKLOG_REGISTRATION_TTL",
                        Registration.USUAL_TTL,
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        "time until the service registry removes a process that died"),
                drainPause,
                Map.of());
    }

    /** The same settings with other metadata. */
    public RegistrationSettings withMetadata(Map<String, String> more) {
        return new RegistrationSettings(
                service, instanceId, advertisedHost, port, adminPort, zone, version, weight, ttl, drainPause, more);
    }

    /** The first entry in the registry, with the state STARTING. */
    Instance initialInstance(Instant startedAt) {
        // the registry assigns the hash id and the generation
        return Instance.builder(service, instanceId, advertisedHost, port)
                .adminPort(adminPort)
                .zone(zone)
                .version(version)
                .weight(weight)
                .startedAt(startedAt)
                .metadata(metadata)
                .build();
    }
}
