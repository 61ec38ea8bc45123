package io.linklog.mesh.domains;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.keys.ApiKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Adds, lists, changes and removes domains in etcd. Each write takes effect only if the domain has not changed since it
 * was read; all are idempotent, so a write whose answer is lost may be repeated. Thread-safe.
 */
public final class DomainStore {

    /** More are refused, removed ones included: every service holds all domains in memory. */
    public static final int MOST_DOMAINS = 1_000;

    /** The same for one tenant: it must not take the places of all. */
    public static final int MOST_OF_TENANT = 100;

    private static final int MOST_ATTEMPTS = 5;

    private final Etcd etcd;
    private final DomainCheck check;
    private final InstantSource clock;

    /** @param check refuses domains before they are written */
    public DomainStore(Etcd etcd, DomainCheck check, InstantSource clock) {
        this.etcd = etcd;
        this.check = check;
        this.clock = clock;
    }

    /**
     * Adds a domain that is new or released, or takes a removed one of the same tenant back; the targets are replaced.
     *
     * @return fails with an {@link IllegalArgumentException} if the domain or the tenant is not valid, with an
     *     {@link IllegalStateException} if it works already, is another tenant's, or if there are too many
     */
    public CompletableFuture<Domain> add(String name, String tenant, Domain.Targets targets) {
        return etcd.list(DomainJson.PREFIX).thenCompose(all -> {
            requireValid(name, targets, all.entries());
            Optional<Etcd.Entry> before = all.entries().stream()
                    .filter(entry -> entry.key().equals(DomainJson.path(name)))
                    .findFirst();
            Optional<Domain> taken = before.map(DomainStore::parse).filter(Domain::isTaken);
            if (taken.isEmpty()) {
                requirePlace(tenant, all.entries(), before.isEmpty() ? 1 : 0);
            } else {
                requireOwn(taken.get(), tenant);
            }
            Instant createdAt = taken.map(Domain::createdAt).orElseGet(this::now);
            Domain after = new Domain(name, tenant, targets, createdAt, Optional.empty());
            return write(after, before.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT));
        });
    }

    private void requireValid(String name, Domain.Targets targets, List<Etcd.Entry> all) {
        Set<String> paths = all.stream().map(Etcd.Entry::key).collect(Collectors.toSet());
        check.mistake(name, targets.byName(), host -> paths.contains(DomainJson.path(host)))
                .ifPresent(mistake -> {
                    throw new IllegalArgumentException(mistake);
                });
    }

    private static void requireOwn(Domain known, String tenant) {
        if (!known.tenant().equals(tenant)) {
            // says the same whether it works: whose it is, is nobody else's business
            throw new IllegalStateException("the domain " + known.name() + " is taken");
        }
        if (known.works()) {
            throw new IllegalStateException("there is a domain " + known.name() + " already; change its targets");
        }
    }

    /** @param more places that are needed */
    private static void requirePlace(String tenant, List<Etcd.Entry> all, int more) {
        if (!ApiKey.isTenant(tenant)) {
            throw new IllegalArgumentException("a tenant is 1 to 32 lower-case letters, digits and hyphens");
        }
        if (all.size() + more > MOST_DOMAINS) {
            throw new IllegalStateException("there are " + MOST_DOMAINS + " domains already, the most there may be");
        }
        long ofTenant = parse(all).stream()
                .filter(domain -> domain.isTaken() && domain.tenant().equals(tenant))
                .count();
        if (ofTenant >= MOST_OF_TENANT) {
            throw new IllegalStateException("the tenant has " + MOST_OF_TENANT
                    + " domains already, the most there may be; removed ones count, because their links stay");
        }
    }

    private CompletableFuture<Domain> write(Domain domain, long modRevision) {
        return etcd.compareAndSet(DomainJson.path(domain.name()), modRevision, DomainJson.write(domain))
                .thenApply(written -> {
                    if (written.isEmpty()) {
                        throw new IllegalStateException(
                                "the domain " + domain.name() + " is being changed elsewhere; try again");
                    }
                    return domain;
                });
    }

    /** All domains by name, also removed ones. Values that are no domain are left out. */
    public CompletableFuture<List<Domain>> list() {
        return etcd.list(DomainJson.PREFIX).thenApply(listing -> parse(listing.entries()));
    }

    private static List<Domain> parse(List<Etcd.Entry> entries) {
        List<Domain> domains = new ArrayList<>();
        for (Etcd.Entry entry : entries) {
            try {
                domains.add(DomainJson.read(entry));
            } catch (MalformedValueException e) {
                // DomainBook logs it
            }
        }
        domains.sort(Comparator.comparing(Domain::name));
        return List.copyOf(domains);
    }

    /** The domain of this name, also a removed one; empty if it was never added. */
    public CompletableFuture<Optional<Domain>> get(String name) {
        return etcd.get(DomainJson.path(name)).thenApply(found -> found.map(DomainStore::parse));
    }

    /**
     * Changes the targets of a domain.
     *
     * @return empty if none of this name works; fails with an {@link IllegalArgumentException} if a target is not valid
     */
    public CompletableFuture<Optional<Domain>> setTargets(String name, UnaryOperator<Domain.Targets> change) {
        return etcd.list(DomainJson.PREFIX)
                .thenCompose(all -> change(
                        name,
                        domain -> {
                            Domain.Targets targets = change.apply(domain.targets());
                            requireValid(name, targets, all.entries());
                            return domain.withTargets(targets);
                        },
                        1));
    }

    /**
     * Removes a domain: its links stay in the log and are not answered until it is added again.
     *
     * @return empty if none of this name works
     */
    public CompletableFuture<Optional<Domain>> remove(String name) {
        return change(name, domain -> domain.withRemovedAt(Optional.of(now())), 1);
    }

    /**
     * Releases a removed domain: any tenant may add it. The links of the former tenant are never answered again.
     *
     * @return the domain, also when it was released before; empty if there is none; fails with an
     *     {@link IllegalStateException} if it works
     */
    public CompletableFuture<Optional<Domain>> release(String name) {
        return etcd.get(DomainJson.path(name)).thenCompose(found -> {
            Optional<Domain> before = found.map(DomainStore::parse);
            if (before.isPresent() && before.get().works()) {
                throw new IllegalStateException("the domain " + name + " works; remove it first");
            }
            return before.isPresent() && before.get().isTaken()
                    ? write(before.get().withReleasedAt(now()), found.get().modRevision())
                            .thenApply(Optional::of)
                    : CompletableFuture.completedFuture(before);
        });
    }

    private CompletableFuture<Optional<Domain>> change(String name, UnaryOperator<Domain> change, int attempt) {
        return etcd.get(DomainJson.path(name)).thenCompose(found -> {
            Optional<Domain> before = found.map(DomainStore::parse).filter(Domain::works);
            if (before.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.<Domain>empty());
            }
            Domain after = change.apply(before.get());
            return etcd.compareAndSet(DomainJson.path(name), found.get().modRevision(), DomainJson.write(after))
                    .thenCompose(written -> {
                        if (written.isPresent()) {
                            return CompletableFuture.completedFuture(Optional.of(after));
                        }
                        if (attempt == MOST_ATTEMPTS) {
                            throw new IllegalStateException(
                                    "the domain " + name + " is being changed elsewhere; try again");
                        }
                        return change(name, change, attempt + 1);
                    });
        });
    }

    private static Domain parse(Etcd.Entry entry) {
        try {
            return DomainJson.read(entry);
        } catch (MalformedValueException e) {
            throw new IllegalStateException(entry.key() + " in etcd is not valid: " + e.getMessage(), e);
        }
    }

    /** Whole seconds: people read these times. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
