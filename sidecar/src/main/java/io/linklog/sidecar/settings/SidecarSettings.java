package io.linklog.sidecar.settings;

import io.linklog.kit.process.AdminServer;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.sidecar.haproxy.ConfigFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of an agent and of its HAProxy.
 *
 * @param role what its HAProxy is for
 * @param bindHost address that HAProxy listens on; empty for all
 * @param port that HAProxy listens on
 * @param metricsPort of HAProxy's own /livez and /metrics
 * @param maxConnections of HAProxy at once
 * @param connectionsPerClient at once from one address
 * @param traceSample share of requests that are traced, in basis points
 * @param traceKey by which a request asks to be traced, in the header X-Linklog-Trace
 * @param adminPort of the agent's /livez, /readyz, /metrics
 * @param stateFolder where it keeps what it knew last
 * @param proxyFolder that it shares with HAProxy
 * @param registration how it shows in the registry
 * @param program that it stands beside; none for an edge
 */
public record SidecarSettings(
        Role role,
        String bindHost,
        int port,
        int metricsPort,
        int maxConnections,
        int connectionsPerClient,
        int traceSample,
        Optional<String> traceKey,
        int adminPort,
        EtcdSettings etcd,
        Path stateFolder,
        Path proxyFolder,
        RegistrationSettings registration,
        Optional<ProgramSettings> program) {

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    public static SidecarSettings from(Env env) {
        Role role = env.read(
                "LINKLOG_SIDECAR_ROLE", Role.EDGE.service(), "what its HAProxy is for: edge or sidecar", Role::parse);
        int port = env.integer("LINKLOG_HTTP_PORT", role.usualPort(), 1, 65_535, "port that HAProxy listens on");
        int adminPort = AdminServer.port(env, 9085);
        Optional<ProgramSettings> program =
                role == Role.SIDECAR ? Optional.of(ProgramSettings.from(env)) : Optional.empty();
        SidecarSettings settings = new SidecarSettings(
                role,
                env.read(
                        "LINKLOG_BIND_HOST",
                        "",
                        "address that HAProxy listens on; none for all",
                        SidecarSettings::host),
                port,
                env.integer("LINKLOG_PROXY_METRICS_PORT", 9086, 1, 65_535, "port of HAProxy's own /metrics"),
                env.integer("LINKLOG_MAX_CONNECTIONS", 4000, 10, 1_000_000, "of HAProxy at once; more wait"),
                env.integer(
                        "LINKLOG_CONNECTIONS_PER_CLIENT",
                        1000,
                        1,
                        1_000_000,
                        "at once from one address; more are refused"),
                env.integer("LINKLOG_TRACE_SAMPLE", 100, 0, 10_000, "share of requests that are traced, in 1/10000"),
                Optional.of(env.read(
                                "LINKLOG_TRACE_KEY",
                                "",
                                "a request with this in X-Linklog-Trace is traced",
                                SidecarSettings::key))
                        .filter(key -> !key.isEmpty()),
                adminPort,
                EtcdEnv.from(env),
                Path.of(env.string(
                        "LINKLOG_STATE_DIR",
                        "/var/lib/linklog",
                        "folder for what is known when etcd is away at a start")),
                env.read(
                        "LINKLOG_PROXY_DIR",
                        "/var/lib/linklog/haproxy",
                        "folder that the agent and HAProxy share",
                        SidecarSettings::folder),
                registration(env, role, port, adminPort, program),
                program);
        env.check();
        return settings;
    }

    private static RegistrationSettings registration(
            Env env, Role role, int port, int adminPort, Optional<ProgramSettings> program) {
        if (role == Role.EDGE) {
            return RegistrationSettings.withHttp(env, role.service(), port, adminPort);
        }
        // its own port is this machine's alone; where it has a door, it stands in the registry for its program
        return program.flatMap(ProgramSettings::door)
                .map(door -> RegistrationSettings.withHttp(env, program.get().name(), 0, adminPort)
                        .with(door.metadata()))
                .orElseGet(() -> RegistrationSettings.withoutHttp(env, role.service(), adminPort));
    }

    private static String host(String value) {
        if (!value.matches("[0-9A-Za-z.:\\[\\]*-]*")) {
            throw new IllegalArgumentException("must be an address");
        }
        return value;
    }

    private static String key(String value) {
        if (!value.matches("[A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException("must be letters, digits, _ and -");
        }
        return value;
    }

    private static Path folder(String value) {
        Path folder = Path.of(value);
        String socket = new ConfigFolder(folder).socket().toString();
        if (socket.getBytes(StandardCharsets.UTF_8).length > ConfigFolder.LONGEST_SOCKET) {
            throw new IllegalArgumentException("is too long for a socket in it: " + ConfigFolder.LONGEST_SOCKET
                    + " bytes at most; a path may be relative to the working folder");
        }
        if (!value.matches("[^\\s\"'\\\\#$]+")) {
            throw new IllegalArgumentException("must be without spaces and quotes");
        }
        return folder;
    }

    @Override
    public String toString() {
        // the key is a secret
        return "SidecarSettings[" + role + ", " + bindHost + ":" + port + ", " + proxyFolder + "]";
    }
}
