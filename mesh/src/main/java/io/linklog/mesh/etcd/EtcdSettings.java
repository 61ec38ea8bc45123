package io.linklog.mesh.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to connect to etcd.
 *
 * @param endpoints the http or https addresses of the members
 * @param user the user for password authentication
 * @param caFile the trusted certificates for https, PEM
 * @param certificateFile the client's certificate chain, PEM; with {@code keyFile} for mutual TLS
 * @param keyFile the key of that certificate, PKCS 8 PEM
 * @param timeout the deadline of one request; jetcd has none
 * @param keySpace where this program has its keys
 */
public record EtcdSettings(
        List<URI> endpoints,
        Optional<String> user,
        Optional<String> password,
        Optional<Path> caFile,
        Optional<Path> certificateFile,
        Optional<Path> keyFile,
        Duration timeout,
        KeySpace keySpace) {

    /**
     * The deadline for commands that a person runs once. They should survive an election of etcd's leader and a busy
     * machine on which the client alone takes seconds to start. A service retries, so it uses a shorter deadline.
     */
    public static final Duration PATIENT = Duration.ofSeconds(10);

    public EtcdSettings {
        endpoints = List.copyOf(endpoints);
    }

    /** Plain text, no user, a deadline of two seconds, the key space of Linklog. */
    public static EtcdSettings of(URI... endpoints) {
        return new EtcdSettings(
                List.of(endpoints),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(2),
                KeySpace.LINKLOG);
    }

    /** The same settings with another deadline. */
    public EtcdSettings within(Duration deadline) {
        return new EtcdSettings(endpoints, user, password, caFile, certificateFile, keyFile, deadline, keySpace);
    }

    /**
     * The same settings for a program whose keys have another root, such as {@code /greeter}.
     *
     * @throws IllegalArgumentException if {@link KeySpace} does not allow the root
     */
    public EtcdSettings below(String root) {
        return new EtcdSettings(
                endpoints, user, password, caFile, certificateFile, keyFile, timeout, new KeySpace(root));
    }

    /** Does not contain the password. */
    @Override
    public String toString() {
        return "EtcdSettings[endpoints=" + endpoints + ", user=" + user + ", timeout=" + timeout + ", keySpace="
                + keySpace + "]";
    }
}
