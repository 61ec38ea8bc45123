package io.linklog.kit.service;

import io.linklog.kit.listen.ListenSettings;
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
 * @param listen where it listens
 * @param registration the entry in the service registry; it has the admin port
 * @param etcd how to connect to etcd
 * @param tracing the settings of tracing; empty for a service without spans
 */
public record ServiceSettings(
        ListenSettings listen,
        RegistrationSettings registration,
        EtcdSettings etcd,
        Optional<TracingSettings> tracing) {

    /** Reads the settings of a service with an HTTP API. */
    public static ServiceSettings withHttp(Env env, String service, int port, int defaultAdminPort) {
        int adminPort = AdminServer.port(env, defaultAdminPort);
        RegistrationSettings registration = RegistrationSettings.withHttp(env, service, port, adminPort);
        return of(env, ListenSettings.withHttp(env, service, registration.advertisedHost()), registration);
    }

    /** Reads the settings of a service without an HTTP API. */
    public static ServiceSettings withoutHttp(Env env, String service, int defaultAdminPort) {
        int adminPort = AdminServer.port(env, defaultAdminPort);
        RegistrationSettings registration = RegistrationSettings.withoutHttp(env, service, adminPort);
        return of(env, ListenSettings.withoutHttp(env, service, registration.advertisedHost()), registration);
    }

    private static ServiceSettings of(Env env, ListenSettings listen, RegistrationSettings registration) {
        return new ServiceSettings(
                listen, registration, EtcdEnv.from(env), Optional.of(TracingSettings.from(env, registration)));
    }

    /** The port of health and metrics; 0 for any free port. */
    public int adminPort() {
        return registration.adminPort();
    }

    /** The id of this instance, unique in its service. */
    public String instanceId() {
        return registration.instanceId();
    }
}
