package io.linklog.kit.http;

import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import java.net.URI;

/**
 * The settings of a service's HTTP API.
 *
 * @param port the port to listen on; 0 for any free port
 * @param publicUrl the prefix of short links, without a trailing slash
 * @param instanceId the id of this instance, unique in its service
 */
public record HttpSettings(int port, URI publicUrl, String instanceId) {

    /**
     * Reads the settings. {@link Env#check()} reports mistakes.
     *
     * @param service the name of the service
     */
    public static HttpSettings from(Env env, int defaultPort, String service) {
        return new HttpSettings(
                env.integer("LINKLOG_HTTP_PORT", defaultPort, 0, 65_535, "port of the API"),
                env.httpUrl("LINKLOG_PUBLIC_URL", "http://localhost:8080", "prefix of short links"),
                RegistrationSettings.instanceId(env, service));
    }
}
