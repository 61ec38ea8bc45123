package io.linklog.schemas.targets;

import java.net.URI;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses targets that lead back to Linklog, because they could redirect in a loop. A short domain is refused with any
 * port: some port leads to the edge, and only the operator knows which. The names of the machine itself
 * ({@code localhost}, {@code 127.0.0.1}, …) are refused only with a port of the edge, because other programs run there,
 * too. Immutable and thread-safe, if the condition is.
 */
public final class OwnHosts implements TargetCheck {

    private final Set<String> hosts;
    private final Set<Integer> ports;
    private final Predicate<String> domains;

    /**
     * @param hosts of short links
     * @param ports at which the edge answers
     * @param domains more hosts of short links, which change with time; gets {@link TargetHost#name}
     */
    public OwnHosts(Collection<String> hosts, Collection<Integer> ports, Predicate<String> domains) {
        this.hosts = hosts.stream().map(TargetHost::canonical).collect(Collectors.toUnmodifiableSet());
        this.ports = Set.copyOf(ports);
        this.domains = domains;
    }

    /**
     * Own hosts beside a public URL.
     *
     * @param publicUrl the prefix of short links: its host and its port, written or implied, are own ones
     */
    public static OwnHosts with(
            URI publicUrl, Collection<String> hosts, Collection<Integer> ports, Predicate<String> domains) {
        TargetHost edge = TargetHost.ofUrl(publicUrl.toString())
                .orElseThrow(() -> new IllegalArgumentException("no host in " + publicUrl));
        return new OwnHosts(
                Stream.concat(Stream.of(edge.name()), hosts.stream()).toList(),
                Stream.concat(Stream.of(edge.port()), ports.stream()).collect(Collectors.toSet()),
                domains);
    }

    @Override
    public Optional<String> mistake(TargetHost target) {
        boolean own = target.isLoopback()
                ? ports.contains(target.port())
                : hosts.contains(target.name()) || domains.test(target.name());
        return own
                ? Optional.of("must not point to this service itself: it could redirect in a loop")
                : Optional.empty();
    }
}
