package io.linklog.sidecar.settings;

import io.linklog.kit.client.Networks;
import io.linklog.kit.client.TrustedProxies;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.service.ServiceSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.sidecar.haproxy.ConfigFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of an agent and of its HAProxy.
 *
 * @param role of HAProxy
 * @param port that HAProxy listens on
 * @param metricsPort port of HAProxy's own /livez and /metrics
 * @param maxConnections maximum number of connections of HAProxy
 * @param connectionsPerClient maximum number of connections from one address
 * @param clients how fast one client of an edge may be
 * @param proxies in front of an edge, whose X-Forwarded-For is believed
 * @param timeouts of an edge
 * @param traceSample share of requests that are traced, in basis points
 * @param traceKey secret that a request sends in X-Linklog-Trace to be traced
 * @param stateFolder folder of the registry's snapshot
 * @param proxyFolder folder that the agent shares with HAProxy
 * @param program the program beside a sidecar; empty for an edge
 */
public record SidecarSettings(
        Role role,
        int port,
        int metricsPort,
        int maxConnections,
        int connectionsPerClient,
        ClientRates clients,
        Networks proxies,
        EdgeTimeouts timeouts,
        int traceSample,
        Optional<String> traceKey,
        ServiceSettings service,
        Path stateFolder,
        Path proxyFolder,
        Optional<ProgramSettings> program) {

    private static final int DEFAULT_ADMIN_PORT = 9085;

    /**
     * Reads and checks all settings.
     *
     * @throws io.linklog.kit.settings.InvalidSettingsException with all mistakes
     */
    public static SidecarSettings from(Env env) {
        Role role =
                env.read("LINKLOG_SIDECAR_ROLE", Role.EDGE.service(), "role of HAProxy: edge or sidecar", Role::parse);
        int port = env.integer("LINKLOG_HTTP_PORT", role.usualPort(), 1, 65_535, "port that HAProxy listens on");
        int adminPort = AdminServer.port(env, DEFAULT_ADMIN_PORT);
        Optional<ProgramSettings> program =
                role == Role.SIDECAR ? Optional.of(ProgramSettings.from(env)) : Optional.empty();
        RegistrationSettings registration = registration(env, role, port, adminPort, program);
        ListenSettings listen = role == Role.EDGE
                ? ListenSettings.ofEdge(env, registration.service(), registration.advertisedHost())
                : ListenSettings.withoutHttp(env, registration.service(), registration.advertisedHost());
        SidecarSettings settings = new SidecarSettings(
                role,
                port,
                env.integer("LINKLOG_PROXY_METRICS_PORT", 9086, 1, 65_535, "port of HAProxy's own /metrics"),
                env.integer(
                        "LINKLOG_MAX_CONNECTIONS",
                        4000,
                        10,
                        1_000_000,
                        "maximum number of connections of HAProxy; more wait"),
                env.integer(
                        "LINKLOG_CONNECTIONS_PER_CLIENT",
                        1000,
                        1,
                        1_000_000,
                        "maximum number of connections from one address; more are refused"),
                ClientRates.from(env),
                role == Role.EDGE ? TrustedProxies.beforeEdge(env) : Networks.parse("none"),
                EdgeTimeouts.from(env),
                env.integer(
                        "LINKLOG_TRACE_SAMPLE",
                        100,
                        0,
                        10_000,
                        "share of requests that HAProxy samples for tracing, in 1/10000"),
                Optional.of(env.read(
                                "LINKLOG_TRACE_KEY",
                                "",
                                "secret; a request that sends it in X-Linklog-Trace is traced",
                                SidecarSettings::key))
                        .filter(key -> !key.isEmpty()),
                // HAProxy begins traces; the agent has no spans of its own
                new ServiceSettings(listen, registration, EtcdEnv.from(env), Optional.empty(), Optional.empty()),
                Path.of(env.string(
                        "LINKLOG_STATE_DIR",
                        "/var/lib/linklog",
                        "folder of the registry's snapshot, used when etcd is unavailable at the start")),
                env.read(
                        "LINKLOG_PROXY_DIR",
                        "/var/lib/linklog/haproxy",
                        "folder that the agent and HAProxy share",
                        SidecarSettings::folder),
                program);
        env.check();
        return settings;
    }

    /** The address that HAProxy and the agent listen on; empty for all addresses. */
    public String bindHost() {
        return service.listen().bindHost();
    }

    private static RegistrationSettings registration(
            Env env, Role role, int port, int adminPort, Optional<ProgramSettings> program) {
        if (role == Role.EDGE) {
            return RegistrationSettings.withHttp(env, role.service(), port, adminPort);
        }
        // the outbound port is local to the machine; a sidecar with a TLS door registers under its program's name
        return program.flatMap(ProgramSettings::door)
                .map(door -> RegistrationSettings.withHttp(env, program.get().name(), 0, adminPort)
                        .withMetadata(door.metadata()))
                .orElseGet(() -> RegistrationSettings.withoutHttp(env, role.service(), adminPort));
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
            throw new IllegalArgumentException("must be shorter: the path of the socket in it may have "
                    + ConfigFolder.LONGEST_SOCKET + " bytes; a relative path is allowed");
        }
        if (!value.matches("[^\\s\"'\\\\#$]+")) {
            throw new IllegalArgumentException("must not contain spaces or quotes");
        }
        return folder;
    }

    @Override
    public String toString() {
        // the key is a secret
        return "SidecarSettings[" + role + ", " + bindHost() + ":" + port + ", " + proxyFolder + "]";
    }
}
