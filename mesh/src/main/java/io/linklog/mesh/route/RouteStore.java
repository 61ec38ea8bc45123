package io.linklog.mesh.route;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.etcd.Transaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads and writes routes. A write succeeds only if the route has not changed since it was read. Thread-safe. */
public final class RouteStore {

    /**
     * The stored route of a service.
     *
     * @param route empty if there is none or it is not valid
     * @param modRevision the revision to pass to the next write; {@link Etcd#ABSENT} if the key does not exist
     */
    public record Stored(Optional<Route> route, long modRevision) {}

    private final Etcd etcd;
    private final RouteKeys keys;

    public RouteStore(Etcd etcd) {
        this.etcd = etcd;
        this.keys = new RouteKeys(etcd.keySpace());
    }

    /** Reads the route of a service, linearizable. */
    public CompletableFuture<Stored> find(String service) {
        return etcd.get(keys.of(service))
                .thenApply(found -> found.map(item -> new Stored(read(item), item.modRevision()))
                        .orElse(new Stored(Optional.empty(), Etcd.ABSENT)));
    }

    private Optional<Route> read(Etcd.Entry item) {
        try {
            return Optional.of(RouteJson.read(keys, item));
        } catch (MalformedValueException e) {
            // RouteBook logs it; a writer may replace it
            return Optional.empty();
        }
    }

    /**
     * Writes a route if it has not changed since it was read.
     *
     * @return false if it has changed and nothing was written
     */
    public CompletableFuture<Boolean> put(Route route, long expectedModRevision) {
        return put(etcd.transaction(), route, expectedModRevision).commit().thenApply(Optional::isPresent);
    }

    /**
     * Adds the write to a transaction, such as {@link io.linklog.mesh.registry.Leadership#fencedTxn}. The whole
     * transaction fails if the route has changed.
     */
    public Transaction put(Transaction transaction, Route route, long expectedModRevision) {
        String key = keys.of(route.service());
        return transaction.ifModRevision(key, expectedModRevision).put(key, RouteJson.write(route));
    }

    /** Adds the deletion of a route to a transaction, which fails if the route has changed. */
    public Transaction delete(Transaction transaction, String service, long expectedModRevision) {
        String key = keys.of(service);
        return transaction.ifModRevision(key, expectedModRevision).delete(key);
    }

    /** Deletes a route if it has not changed since it was read. Then all instances of the service are equal again. */
    public CompletableFuture<Boolean> delete(String service, long expectedModRevision) {
        return etcd.compareAndDelete(keys.of(service), expectedModRevision);
    }
}
