package io.linklog.mesh.canary;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.etcd.Transaction;
import io.linklog.mesh.route.RouteStore;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The rollouts in etcd, one per service. A rollout and its route are written in one transaction, which fails if either
 * has changed since it was read. So the two match at every revision of etcd, and no command is overwritten.
 * Thread-safe.
 */
public final class RolloutStore {

    /**
     * The stored rollout and route of a service.
     *
     * @param rollout empty if there is none or it is not valid
     * @param malformed why the rollout is not valid; empty if it is valid or there is none
     * @param modRevision the revision to pass to the next write
     */
    public record Stored(
            String service,
            Optional<Rollout> rollout,
            Optional<String> malformed,
            long modRevision,
            RouteStore.Stored route) {

        /** Whether the route matches the rollout; true without a rollout. */
        public boolean matches() {
            return rollout.isEmpty() || route.route().equals(rollout.map(Rollout::route));
        }
    }

    private final Etcd etcd;
    private final RolloutKeys keys;
    private final RouteStore routes;

    public RolloutStore(Etcd etcd) {
        this.etcd = etcd;
        this.keys = new RolloutKeys(etcd.keySpace());
        this.routes = new RouteStore(etcd);
    }

    /** The services with a rollout, running or over, by name. */
    public CompletableFuture<Set<String>> services() {
        return etcd.list(keys.prefix()).thenApply(listing -> {
            Set<String> services = new TreeSet<>();
            listing.entries()
                    .forEach(entry ->
                            services.add(entry.key().substring(keys.prefix().length())));
            return services;
        });
    }

    /**
     * Reads the rollout and the route of a service, linearizable. If another write happens between the two reads, the
     * next {@link #put} fails.
     */
    public CompletableFuture<Stored> find(String service) {
        return etcd.get(keys.of(service))
                .thenCombine(routes.find(service), (entry, route) -> toStored(service, entry, route));
    }

    private Stored toStored(String service, Optional<Etcd.Entry> entry, RouteStore.Stored route) {
        if (entry.isEmpty()) {
            return new Stored(service, Optional.empty(), Optional.empty(), Etcd.ABSENT, route);
        }
        long revision = entry.get().modRevision();
        try {
            return new Stored(
                    service, Optional.of(RolloutJson.read(keys, entry.get())), Optional.empty(), revision, route);
        } catch (MalformedValueException e) {
            return new Stored(service, Optional.empty(), Optional.of(String.valueOf(e.getMessage())), revision, route);
        }
    }

    /**
     * Writes a rollout with its route if neither has changed since it was read.
     *
     * @return false if one has changed and nothing was written
     */
    public CompletableFuture<Boolean> put(Stored before, Rollout next) {
        return put(etcd.transaction(), before, next);
    }

    /** The same in a transaction with further conditions, such as a leader's fence. */
    public CompletableFuture<Boolean> put(Transaction transaction, Stored before, Rollout next) {
        String key = keys.of(next.service());
        transaction.ifModRevision(key, before.modRevision()).put(key, RolloutJson.write(next));
        return routes.put(transaction, next.route(), before.route().modRevision())
                .commit()
                .thenApply(Optional::isPresent);
    }

    /**
     * Deletes a rollout with its route if neither has changed since it was read. Then all instances of the service are
     * equal again.
     *
     * @return false if one has changed and nothing was deleted
     */
    public CompletableFuture<Boolean> delete(Stored before) {
        return routes.delete(
                        etcd.transaction(), before.service(), before.route().modRevision())
                .ifModRevision(keys.of(before.service()), before.modRevision())
                .delete(keys.of(before.service()))
                .commit()
                .thenApply(Optional::isPresent);
    }
}
