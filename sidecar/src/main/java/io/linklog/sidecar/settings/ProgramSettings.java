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
 * The program that a sidecar stands beside.
 *
 * @param name of the program: the service that it is
 * @param calls names of the services that it calls, by mutual TLS where there are credentials
 * @param plainCalls names of those that it calls in the clear whatever it has
 * @param deadline until an answer begins, of a call that says nothing else
 * @param credentials for mutual TLS
 * @param door where others reach the program; never without credentials
 */
public record ProgramSettings(
        String name,
        List<String> calls,
        List<String> plainCalls,
        Duration deadline,
        Optional<Credentials> credentials,
        Optional<Door> door) {

    /** Ends the name of the backend that has the canaries of a service; no service may have a name that ends so. */
    public static final String CANARY_SUFFIX = ".canary";

    private static final Duration USUAL_DEADLINE = Duration.ofSeconds(10);
    /** What fits into the header that says it. */
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(1);

    private static final String CERTIFICATE = "LINKLOG_SIDECAR_CERT_FILE";
    private static final String AUTHORITY = "LINKLOG_SIDECAR_CA_FILE";

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    static ProgramSettings from(Env env) {
        String name = env.name("LINKLOG_SIDECAR_PROGRAM", "program", "name of the program that the sidecar is for");
        List<String> plain = services(
                env, "LINKLOG_SIDECAR_CALLS_PLAIN", "services that it calls in the clear though it has a certificate");
        List<String> calls = services(env, "LINKLOG_SIDECAR_CALLS", "services that the program calls");
        Duration deadline = env.duration(
                "LINKLOG_SIDECAR_DEADLINE",
                USUAL_DEADLINE,
                Duration.ofMillis(1),
                LONGEST_DEADLINE,
                "until an answer begins, of a call that carries no deadline");
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
                env.read(CERTIFICATE, "", "certificate and key of the program, made by ./linklog certs", value -> {
                    Optional<Path> file = file(value);
                    file.ifPresent(pem -> checkName(new Credentials(pem, pem), name));
                    return file;
                });
        Optional<Path> authority = env.read(
                AUTHORITY,
                "",
                "certificate of the CA that all sidecars believe; else ca.pem beside the other",
                value -> {
                    Optional<Path> file = file(value);
                    if (file.isPresent() && certificate.isEmpty()) {
                        throw new IllegalArgumentException("goes with " + CERTIFICATE + ", a file that can be used");
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
            throw new IllegalArgumentException("must be without spaces and quotes");
        }
        if (!file.toFile().canRead()) {
            throw new IllegalArgumentException("must be a file that can be read; ./linklog certs makes it");
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
                    + certificate.getSubjectX500Principal() + ": ./linklog certs " + name + " makes one");
        }
    }

    private static Optional<Door> door(Env env, boolean hasCredentials) {
        int programPort = env.read(
                "LINKLOG_SIDECAR_PROGRAM_PORT",
                "0",
                "port of the program on this machine, if other sidecars may call it; 0 if not",
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
        int port = env.integer("LINKLOG_SIDECAR_DOOR_PORT", 15_443, 1, 65_535, "where other sidecars call it");
        List<String> allowed = services(env, "LINKLOG_SIDECAR_ALLOW", "services that may call it");
        return programPort == 0 ? Optional.empty() : Optional.of(new Door(port, programPort, allowed));
    }

    private static List<String> services(Env env, String setting, String meaning) {
        return env.read(setting, "", meaning + ", separated by commas", ProgramSettings::services);
    }

    /** Names of services, none or more. */
    private static List<String> services(String value) {
        List<String> services = Stream.of(value.split(",", -1))
                .map(String::strip)
                .filter(service -> !service.isEmpty())
                .distinct()
                .toList();
        for (String service : services) {
            // case makes no difference to a Host
            if (!service.matches("[a-z0-9][a-z0-9._-]{0,127}") || service.endsWith(CANARY_SUFFIX)) {
                throw new IllegalArgumentException("must be names of small letters, digits and . _ - , without "
                        + CANARY_SUFFIX + " at the end, not '" + service + "'");
            }
        }
        return services;
    }
}
