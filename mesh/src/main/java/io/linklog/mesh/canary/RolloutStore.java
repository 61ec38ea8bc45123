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
 * RolloutStore in etcd, one a service. A rollout and its route are written in one transaction over what was read, so
 * that at every revision of etcd the two fit together and no command is overwritten. Thread-safe.
 */
public final class RolloutStore {

    /**
     * What stands in etcd for a service.
     *
     * @param rollout empty when there is none, or one that cannot be read
     * @param malformed why it cannot be read
     * @param modRevision for the write that follows
     */
    public record Stored(
            String service,
            Optional<Rollout> rollout,
            Optional<String> malformed,
            long modRevision,
            RouteStore.Stored route) {

        /** Whether the route is the one that belongs to the rollout. */
        public boolean fits() {
            return rollout.isEmpty() || route.route().equals(rollout.map(Rollout::route));
        }
    }

    private final Etcd etcd;
    private final RouteStore routes;

    public RolloutStore(Etcd etcd) {
        this.etcd = etcd;
        this.routes = new RouteStore(etcd);
    }

    /** The services that have or had a rollout, by name. */
    public CompletableFuture<Set<String>> services() {
        return etcd.list(RolloutKeys.PREFIX).thenApply(listing -> {
            Set<String> services = new TreeSet<>();
            listing.entries().forEach(entry -> services.add(entry.key().substring(RolloutKeys.PREFIX.length())));
            return services;
        });
    }

    /**
     * What stands in etcd for a service now, linearizable; a write between the two reads makes the next write refused.
     */
    public CompletableFuture<Stored> find(String service) {
        return etcd.get(RolloutKeys.of(service))
                .thenCombine(routes.find(service), (item, route) -> stored(service, item, route));
    }

    private static Stored stored(String service, Optional<Etcd.Entry> item, RouteStore.Stored route) {
        if (item.isEmpty()) {
            return new Stored(service, Optional.empty(), Optional.empty(), Etcd.ABSENT, route);
        }
        long revision = item.get().modRevision();
        try {
            return new Stored(service, Optional.of(RolloutJson.read(item.get())), Optional.empty(), revision, route);
        } catch (MalformedValueException e) {
            return new Stored(service, Optional.empty(), Optional.of(e.getMessage()), revision, route);
        }
    }

    /**
     * Writes a rollout with its route if both are still as they were read.
     *
     * @return false when one had changed and nothing was written
     */
    public CompletableFuture<Boolean> put(Stored before, Rollout next) {
        return put(etcd.transaction(), before, next);
    }

    /** The same in a transaction that has conditions of its own, such as a leader's fence. */
    public CompletableFuture<Boolean> put(Transaction transaction, Stored before, Rollout next) {
        String key = RolloutKeys.of(next.service());
        transaction.ifModRevision(key, before.modRevision()).put(key, RolloutJson.write(next));
        return RouteStore.put(transaction, next.route(), before.route().modRevision())
                .commit()
                .thenApply(Optional::isPresent);
    }

    /**
     * Deletes a rollout with its route if both are still as they were read: all instances are alike again.
     *
     * @return false when one had changed and nothing was deleted
     */
    public CompletableFuture<Boolean> delete(Stored before) {
        return RouteStore.delete(
                        etcd.transaction(), before.service(), before.route().modRevision())
                .ifModRevision(RolloutKeys.of(before.service()), before.modRevision())
                .delete(RolloutKeys.of(before.service()))
                .commit()
                .thenApply(Optional::isPresent);
    }
}
