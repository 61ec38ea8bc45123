package io.linklog.kit.service;

import io.linklog.kit.access.AccessSettings;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.kit.settings.StateFolder;
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
 * @param access how the API checks keys; empty for a service without an API
 */
public record ServiceSettings(
        ListenSettings listen,
        RegistrationSettings registration,
        EtcdSettings etcd,
        Optional<TracingSettings> tracing,
        Optional<AccessSettings> access) {

    /** Reads the settings of a service with an HTTP API. */
    public static ServiceSettings withHttp(Env env, String service, int port, int defaultAdminPort) {
        int adminPort = AdminServer.port(env, defaultAdminPort);
        RegistrationSettings registration = RegistrationSettings.withHttp(env, service, port, adminPort);
        AccessSettings access = AccessSettings.from(env, StateFolder.from(env).resolve(registration.instanceId()));
        ListenSettings listen = ListenSettings.withHttp(env, service, registration.advertisedHost());
        return of(env, listen, registration, Optional.of(access));
    }

    /** Reads the settings of a service without an HTTP API. */
    public static ServiceSettings withoutHttp(Env env, String service, int defaultAdminPort) {
        int adminPort = AdminServer.port(env, defaultAdminPort);
        RegistrationSettings registration = RegistrationSettings.withoutHttp(env, service, adminPort);
        ListenSettings listen = ListenSettings.withoutHttp(env, service, registration.advertisedHost());
        return of(env, listen, registration, Optional.empty());
    }

    private static ServiceSettings of(
            Env env, ListenSettings listen, RegistrationSettings registration, Optional<AccessSettings> access) {
        return new ServiceSettings(
                listen, registration, EtcdEnv.from(env), Optional.of(TracingSettings.from(env, registration)), access);
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
