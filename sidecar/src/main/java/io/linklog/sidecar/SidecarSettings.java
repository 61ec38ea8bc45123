package io.linklog.sidecar;

import io.linklog.kit.AdminServer;
import io.linklog.kit.Env;
import io.linklog.kit.EtcdEnv;
import io.linklog.kit.RegistrationSettings;
import io.linklog.mesh.EtcdSettings;
import java.nio.file.Path;

/**
 * The settings of an agent.
 *
 * @param role what its HAProxy is for
 * @param port that its HAProxy listens on
 * @param adminPort of the agent's /livez, /readyz, /metrics
 * @param stateFolder where it keeps what it knew last
 * @param registration how it shows in the registry
 */
public record SidecarSettings(
        Role role, int port, int adminPort, EtcdSettings etcd, Path stateFolder, RegistrationSettings registration) {

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    public static SidecarSettings from(Env env) {
        Role role = env.read("LINKLOG_SIDECAR_ROLE", Role.EDGE.service(), "edge or sidecar", Role::named);
        int port = env.integer("LINKLOG_HTTP_PORT", role.usualPort(), 0, 65_535, "port that HAProxy listens on");
        int adminPort = AdminServer.port(env, 9085);
        SidecarSettings settings = new SidecarSettings(
                role,
                port,
                adminPort,
                EtcdEnv.from(env),
                Path.of(env.string(
                        "LINKLOG_STATE_DIR",
                        "/var/lib/linklog",
                        "folder for what is known when etcd is away at a start")),
                RegistrationSettings.withHttp(env, role.service(), port, adminPort));
        env.check();
        return settings;
    }
}
