package io.linklog.schemas.rules;

import io.linklog.schemas.names.DomainNames;
import io.linklog.schemas.targets.OwnHosts;
import io.linklog.schemas.targets.TargetHost;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rules of short domains: their names, and where they lead visitors who ask for no link that redirects. Immutable
 * and thread-safe, if the check is.
 */
public final class DomainRules {

    /** Sidecars send them in {@code Host}. */
    private static final Set<String> SERVICES = Set.of("command-service", "query-service");

    private final Set<String> hosts;
    private final LongUrls targets;

    /**
     * @param hosts of the default domain and of the API
     * @param targets the rule for targets of links
     */
    public DomainRules(Collection<String> hosts, LongUrls targets) {
        this.hosts = hosts.stream().map(TargetHost::canonical).collect(Collectors.toUnmodifiableSet());
        this.targets = targets;
    }

    /**
     * The first mistake, as a sentence that begins with "its", without a full stop; empty for a valid domain.
     *
     * @param targets each with its name
     * @param isDomain whether a host is a domain: a target there could redirect in a loop
     */
    public Optional<String> mistake(String domain, Map<String, String> targets, Predicate<String> isDomain) {
        LongUrls longUrls =
                this.targets.and(new OwnHosts(Set.of(), Set.of(), host -> host.equals(domain) || isDomain.test(host)));
        return nameMistake(domain)
                .map(mistake -> "its name " + mistake)
                .or(() -> targets.entrySet().stream()
                        .flatMap(
                                target -> longUrls
                                        .mistake(target.getValue())
                                        .map(mistake -> "its " + target.getKey() + " " + mistake)
                                        .stream())
                        .findFirst());
    }

    private Optional<String> nameMistake(String domain) {
        return DomainNames.mistake(domain).or(() -> {
            if (new TargetHost(domain, TargetHost.NO_PORT).isLoopback()) {
                return Optional.of("must not be localhost or end in it: every machine calls itself so");
            }
            return hosts.contains(domain) || SERVICES.contains(domain)
                    ? Optional.of("must not be a host of the default domain, of the edge or of a service: links and the"
                            + " API are answered there already")
                    : Optional.empty();
        });
    }
}
