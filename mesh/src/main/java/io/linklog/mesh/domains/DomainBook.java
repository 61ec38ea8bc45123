package io.linklog.mesh.domains;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeptKind;
import io.linklog.mesh.etcd.KeptView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All domains of etcd in memory, see {@link KeptView}. Lookups take no lock, make no call and never fail. Thread-safe.
 *
 * <p>A domain is never deleted, only marked as removed. So one that vanishes is written back.
 */
public final class DomainBook implements AutoCloseable {

    private static final KeptKind<Domain> KIND = new KeptKind<>(
            DomainJson.PREFIX,
            "domain",
            domain -> DomainJson.path(domain.name()),
            DomainJson::write,
            DomainJson::read,
            missing -> false,
            (now, known) -> false);

    private volatile Map<String, Domain> byName = Map.of();
    private final KeptView<Domain> domains;

    /**
     * Reads the snapshot and begins to follow, with a recheck each minute. Does not wait for etcd.
     *
     * @param snapshot the file in which the domains survive the process; no other book may write it
     */
    public DomainBook(Etcd etcd, Path snapshot, MeterRegistry meters) {
        Gauge.builder("linklog.domains.known", this, book -> book.byName.size())
                .description("Domains in memory, also removed ones")
                .register(meters);
        this.domains = new KeptView<>(etcd, KIND, snapshot, meters, this::take);
    }

    private void take(Collection<Domain> all) {
        byName = all.stream().collect(Collectors.toUnmodifiableMap(Domain::name, domain -> domain));
    }

    /** The domain of this name; null if none is known, or if it is removed. */
    public @Nullable Domain find(String name) {
        Domain domain = byName.get(name);
        return domain != null && domain.works() ? domain : null;
    }

    /** Ends following. Lookups keep returning the last known domains. */
    @Override
    public void close() {
        domains.close();
    }
}
