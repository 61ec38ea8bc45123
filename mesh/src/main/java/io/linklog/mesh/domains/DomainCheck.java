package io.linklog.mesh.domains;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Says whether a domain may be written. Implementations are thread-safe. */
@FunctionalInterface
public interface DomainCheck {

    /** Finds no mistake: for who writes no domains. */
    DomainCheck NONE = (name, targets, isDomain) -> Optional.empty();

    /**
     * The mistake in a domain, as a sentence without a full stop; empty if it may be written.
     *
     * @param targets see {@link Domain.Targets#byName}
     * @param isDomain whether a host is a domain, working or removed
     */
    Optional<String> mistake(String name, Map<String, String> targets, Predicate<String> isDomain);
}
