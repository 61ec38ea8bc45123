package io.linklog.sidecar.settings;

import io.linklog.kit.settings.Env;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings of the program beside a sidecar.
 *
 * @param name name of the program, which is its service name
 * @param calls names of the services that it calls, with mutual TLS if there are credentials
 * @param plainCalls names of the services that it calls without TLS in any case
 * @param deadline default time until an answer begins, for calls without a deadline
 * @param credentials for mutual TLS
 * @param door the TLS door of the program; empty without credentials
 */
public record ProgramSettings(
        String name,
        List<String> calls,
        List<String> plainCalls,
        Duration deadline,
        Optional<Credentials> credentials,
        Optional<Door> door) {

    /** The suffix of the backend with the canaries of a service; the name of a service must not end with it. */
    public static final String CANARY_SUFFIX = ".canary";

    private static final Duration USUAL_DEADLINE = Duration.ofSeconds(10);
    /** A longer one does not fit into the deadline header. */
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(1);

    private static final String CERTIFICATE = "LINKLOG_SIDECAR_CERT_FILE";
    private static final String AUTHORITY = "LINKLOG_SIDECAR_CA_FILE";

    /** Reads the settings. The caller must call {@link Env#check()}. */
    static ProgramSettings from(Env env) {
        String name = env.name("LINKLOG_SIDECAR_PROGRAM", "program", "name of the program beside the sidecar");
        List<String> plain = services(
                env,
                "LINKLOG_SIDECAR_CALLS_PLAIN",
                "services that the program calls without TLS even if it has a certificate");
        List<String> calls = services(env, "LINKLOG_SIDECAR_CALLS", "services that the program calls");
        Duration deadline = env.duration(
                "LINKLOG_SIDECAR_DEADLINE",
                USUAL_DEADLINE,
                Duration.ofMillis(1),
                LONGEST_DEADLINE,
                "default time until an answer begins, for calls without a deadline");
        Optional<Credentials> credentials = credentials(env, name);
        return new ProgramSettings(
                name,
                calls.stream().filter(service -> !plain.contains(service)).toList(),
                plain,
                deadline,
                credentials,
                door(env, credentials.isPresent()));
    }

    private static Optional<Credentials> credentials(Env env, String name) {
        Optional<Path> certificate =
                env.read(CERTIFICATE, "", "certificate and key of the program, from ./linklog certs", value -> {
                    Optional<Path> file = file(value);
                    file.ifPresent(pem -> checkName(new Credentials(pem, pem), name));
                    return file;
                });
        Optional<Path> authority = env.read(
                AUTHORITY,
                "",
                "certificate of the CA that all sidecars trust; default: ca.pem in the folder of "
                        + "LINKLOG_SIDECAR_CERT_FILE",
                value -> {
                    Optional<Path> file = file(value);
                    if (file.isPresent() && certificate.isEmpty()) {
                        throw new IllegalArgumentException("needs a valid " + CERTIFICATE);
                    }
                    return file;
                });
        return certificate.map(file -> new Credentials(file, authority.orElseGet(() -> file.resolveSibling("ca.pem"))));
    }

    private static Optional<Path> file(String value) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Path file = Path.of(value);
        if (!value.matches("[^\\s\"'\\\\#$]+")) {
            throw new IllegalArgumentException("must not contain spaces or quotes");
        }
        if (!file.toFile().canRead()) {
            throw new IllegalArgumentException("must be a readable file; ./linklog certs creates it");
        }
        return Optional.of(file);
    }

    private static void checkName(Credentials credentials, String name) {
        X509Certificate certificate;
        try {
            certificate = credentials.read();
        } catch (IOException e) {
            throw new IllegalArgumentException("must be a certificate with its key: " + e.getMessage(), e);
        }
        if (!Credentials.names(certificate, name)) {
            throw new IllegalArgumentException("must be a certificate for " + name + ", not for "
                    + certificate.getSubjectX500Principal() + "; ./linklog certs " + name + " creates one");
        }
    }

    private static Optional<Door> door(Env env, boolean hasCredentials) {
        int programPort = env.read(
                "LINKLOG_SIDECAR_PROGRAM_PORT",
                "0",
                "local port of the program, if other sidecars may call it; else 0",
                value -> {
                    int port = Integer.parseInt(value);
                    if (port < 0 || port > 65_535) {
                        throw new IllegalArgumentException("must be from 0 to 65535");
                    }
                    if (port > 0 && !hasCredentials) {
                        throw new IllegalArgumentException("needs " + CERTIFICATE);
                    }
                    return port;
                });
        int port = env.integer(
                "LINKLOG_SIDECAR_DOOR_PORT", 15_443, 1, 65_535, "TLS port at which other sidecars call the program");
        List<String> allowed = services(env, "LINKLOG_SIDECAR_ALLOW", "services that may call the program");
        return programPort == 0 ? Optional.empty() : Optional.of(new Door(port, programPort, allowed));
    }

    private static List<String> services(Env env, String setting, String meaning) {
        return env.read(setting, "", meaning + ", separated by commas", ProgramSettings::services);
    }

    /** Parses a list of service names, which may be empty. */
    private static List<String> services(String value) {
        List<String> services = Stream.of(value.split(",", -1))
                .map(String::strip)
                .filter(service -> !service.isEmpty())
                .distinct()
                .toList();
        for (String service : services) {
            // lower case only: a Host header is not case-sensitive
            if (!service.matches("[a-z0-9][a-z0-9._-]{0,127}") || service.endsWith(CANARY_SUFFIX)) {
                throw new IllegalArgumentException("must be names of lower-case letters, digits, '.', '_' and '-' that"
                        + " do not end with " + CANARY_SUFFIX + ", not '" + service + "'");
            }
        }
        return services;
    }
}
