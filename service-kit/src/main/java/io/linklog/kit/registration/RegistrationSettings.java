package io.linklog.kit.registration;

import io.linklog.kit.settings.Env;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How a process shows in the registry: from the environment.
 *
 * @param service its kind, for instance {@code query-service}
 * @param instanceId unique among the running processes of its kind, the same after a restart
 * @param advertisedHost by which others reach it
 * @param port of its API; 0 for one that has none
 * @param adminPort of its health and metrics
 * @param zone where it runs
 * @param version of its program
 * @param weight its share of requests compared with others; 0 for none
 * @param ttl after which it is gone from the registry when it died
 * @param drainPause between saying that it will stop and stopping; the last one that is UP has none, because its
 *     callers have nobody else to go to
 * @param metadata anything else that others should know
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

    /** The process is killed 25 s after the signal, and closing what it has open takes its time too. */
    private static final Duration LONGEST_DRAIN_PAUSE = Duration.ofSeconds(10);

    /** Those of a process that serves an API; mistakes are reported by {@link Env#check()}. */
    public static RegistrationSettings withHttp(Env env, String service, int port, int adminPort) {
        Duration drainPause = env.duration(
                "LINKLOG_DRAIN_PAUSE",
                Duration.ZERO,
                Duration.ZERO,
                LONGEST_DRAIN_PAUSE,
                "at a stop, time for callers to see DRAINING and a failing /readyz before the API closes");
        return from(env, service, port, adminPort, drainPause);
    }

    /** Those of a process that nobody calls: it need not wait for callers to go elsewhere. */
    public static RegistrationSettings withoutHttp(Env env, String service, int adminPort) {
        return from(env, service, 0, adminPort, Duration.ZERO);
    }

    /** The name of a process among its kind, also for what else goes by it. */
    public static String instanceId(Env env, String service) {
        return env.name(
                "LINKLOG_INSTANCE_ID",
                service + "-1",
                "unique among running processes of this service, the same after a restart");
    }

    private static RegistrationSettings from(Env env, String service, int port, int adminPort, Duration drainPause) {
        return new RegistrationSettings(
                service,
                instanceId(env, service),
                env.string("LINKLOG_ADVERTISED_HOST", "127.0.0.1", "host by which others reach this process"),
                port,
                adminPort,
                env.name("LINKLOG_ZONE", "local", "where this process runs; callers prefer their own zone"),
                env.string("LINKLOG_VERSION", BuildVersion.read(), "version that the registry shows"),
                env.integer(
                        "LINKLOG_WEIGHT",
                        100,
                        0,
                        Registration.LARGEST_WEIGHT,
                        "share of requests compared with other instances; 0 for none"),
                env.duration(
                        "LINKLOG_REGISTRATION_TTL",
                        Registration.USUAL_TTL,
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        "after which a process that died is gone from the registry"),
                drainPause,
                Map.of());
    }

    /** The same with something that others should know. */
    public RegistrationSettings with(Map<String, String> more) {
        return new RegistrationSettings(
                service, instanceId, advertisedHost, port, adminPort, zone, version, weight, ttl, drainPause, more);
    }

    /** The instance as it shows first. */
    Instance starting(Instant startedAt) {
        // hash id and generation are given by the registry
        return new Instance(
                service,
                instanceId,
                advertisedHost,
                port,
                adminPort,
                InstanceState.STARTING,
                zone,
                version,
                weight,
                0,
                0,
                startedAt,
                metadata);
    }
}
