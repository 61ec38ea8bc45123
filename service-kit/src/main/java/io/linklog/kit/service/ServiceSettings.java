package io.linklog.kit.service;

import io.linklog.kit.process.AdminServer;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.kit.tracing.TracingSettings;
import io.linklog.mesh.etcd.EtcdSettings;
import java.util.Optional;

/**
 * The settings that every service has.
 *
 * @param registration how the process shows in the registry; it names the admin port
 * @param etcd how to reach etcd
 * @param tracing where spans go; empty for a service that makes none
 */
public record ServiceSettings(RegistrationSettings registration, EtcdSettings etcd, Optional<TracingSettings> tracing) {

    /** Reads those of a service with an HTTP API; mistakes are reported by {@link Env#check()}. */
    public static ServiceSettings withHttp(Env env, String service, int port, int defaultAdminPort) {
        int adminPort = AdminServer.port(env, defaultAdminPort);
        return of(env, RegistrationSettings.withHttp(env, service, port, adminPort));
    }

    /** Reads those of a service without an HTTP API; mistakes are reported by {@link Env#check()}. */
    public static ServiceSettings withoutHttp(Env env, String service, int defaultAdminPort) {
        int adminPort = AdminServer.port(env, defaultAdminPort);
        return of(env, RegistrationSettings.withoutHttp(env, service, adminPort));
    }

    private static ServiceSettings of(Env env, RegistrationSettings registration) {
        return new ServiceSettings(
                registration, EtcdEnv.from(env), Optional.of(TracingSettings.from(env, registration)));
    }

    /** The port of health and metrics; 0 for any free one. */
    public int adminPort() {
        return registration.adminPort();
    }

    /** The name of this process among its kind. */
    public String instanceId() {
        return registration.instanceId();
    }
}
