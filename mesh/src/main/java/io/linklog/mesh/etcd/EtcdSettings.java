package io.linklog.mesh.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach etcd.
 *
 * @param endpoints http or https addresses of the members
 * @param user for password authentication
 * @param caFile certificates to trust, PEM; for https
 * @param certificateFile the client's own certificate chain, PEM; with {@code keyFile} for mutual TLS
 * @param keyFile the key of that certificate, PKCS 8 PEM
 * @param timeout for one request; jetcd alone would wait for ever
 */
public record EtcdSettings(
        List<URI> endpoints,
        Optional<String> user,
        Optional<String> password,
        Optional<Path> caFile,
        Optional<Path> certificateFile,
        Optional<Path> keyFile,
        Duration timeout) {

    /**
     * For commands that a person waits for, and that nobody repeats: a choice of etcd's leader, or a busy machine on
     * which the client's start alone takes seconds, should not end them. A service asks again and had better know soon.
     */
    public static final Duration PATIENT = Duration.ofSeconds(10);

    public EtcdSettings {
        endpoints = List.copyOf(endpoints);
    }

    /** Plain text, no user, a deadline of two seconds. */
    public static EtcdSettings of(URI... endpoints) {
        return new EtcdSettings(
                List.of(endpoints),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(2));
    }

    /** The same with another deadline. */
    public EtcdSettings within(Duration longest) {
        return new EtcdSettings(endpoints, user, password, caFile, certificateFile, keyFile, longest);
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "EtcdSettings[endpoints=" + endpoints + ", user=" + user + ", timeout=" + timeout + "]";
    }
}
