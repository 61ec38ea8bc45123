package io.linklog.mesh.domains;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PrefixView;
import io.linklog.mesh.etcd.SnapshotFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A view in memory of all domains in etcd. Lookups take no lock, make no call and never fail. While etcd is unavailable
 * the last known domains stay in use, after a restart those of the snapshot on disk. A value that is not valid is
 * counted, logged and ignored. Thread-safe.
 *
 * <p>A domain is never deleted, only marked as removed. So a domain that vanishes is one that etcd has lost, and the
 * book writes back what it has seen in etcd itself.
 */
public final class DomainBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DomainBook.class);
    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final Etcd etcd;
    private final SnapshotFile snapshot;
    private volatile Map<String, Domain> view = Map.of();
    private final PrefixView<Domain> domains;

    /**
     * Reads the snapshot and begins to follow, with a recheck each minute. Does not wait for etcd.
     *
     * @param snapshot the file in which the domains survive the process; no other book may write it
     */
    public DomainBook(Etcd etcd, Path snapshot, MeterRegistry meters) {
        this.etcd = etcd;
        this.snapshot = new SnapshotFile(snapshot);
        Gauge.builder("linklog.domains.known", this, book -> book.view.size())
                .description("Domains in memory, also removed ones")
                .register(meters);
        this.snapshot.read().ifPresent(known -> view = byName(known.read(DomainJson::read)));
        this.domains = new PrefixView<>(
                etcd, DomainJson.PREFIX, "domain", RECHECK, DomainJson::read, new FollowedDomains(), meters);
    }

    private static Map<String, Domain> byName(Collection<Domain> domains) {
        return domains.stream().collect(Collectors.toUnmodifiableMap(Domain::name, domain -> domain));
    }

    /** The domain of this name; null if none is known, or if it is removed. */
    public @Nullable Domain find(String name) {
        Domain domain = view.get(name);
        return domain != null && domain.works() ? domain : null;
    }

    /** Called on the view's thread. */
    private final class FollowedDomains implements PrefixView.Listener<Domain> {
        /** Seen in etcd in the life of this process. */
        private Map<String, Domain> seen = Map.of();
        /** Seen, and not in etcd any more. */
        private List<Domain> lost = List.of();

        @Override
        public void onChanged(Map<String, Domain> present) {
            Map<String, Domain> next = new HashMap<>(seen);
            present.values().forEach(domain -> next.put(domain.name(), domain));
            lost = next.values().stream()
                    .filter(domain -> !present.containsKey(DomainJson.path(domain.name())))
                    .toList();
            seen = Map.copyOf(next);
            view = seen;
            save();
            onConfirmed();
        }

        @Override
        public void onConfirmed() {
            lost.forEach(DomainBook.this::writeBack);
        }
    }

    /** Repeated at the next recheck if it fails, and harmless if another service was first. */
    private void writeBack(Domain domain) {
        LOG.warn("etcd has lost the domain {}; writing it back", domain.name());
        etcd.compareAndSet(DomainJson.path(domain.name()), Etcd.ABSENT, DomainJson.write(domain))
                .whenComplete((written, error) -> {
                    if (error != null) {
                        LOG.warn("Cannot write the domain {} back: {}", domain.name(), error.toString());
                    }
                });
    }

    private void save() {
        List<Etcd.Entry> entries = view.values().stream()
                .map(domain -> new Etcd.Entry(DomainJson.path(domain.name()), DomainJson.write(domain), 0, 0, 0))
                .toList();
        snapshot.write(new SnapshotFile.Snapshot(Instant.now(), entries));
    }

    /** Ends following. Lookups keep returning the last known domains. */
    @Override
    public void close() {
        domains.close();
    }
}
