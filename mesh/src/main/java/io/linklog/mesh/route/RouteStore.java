package io.linklog.mesh.route;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.etcd.Transaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads and writes routes, each write over what was read only. Thread-safe. */
public final class RouteStore {

    /**
     * What stands in etcd for a service.
     *
     * @param route empty when there is none, or one that cannot be read
     * @param modRevision for the write that follows; {@link Etcd#ABSENT} when nothing is there
     */
    public record Stored(Optional<Route> route, long modRevision) {}

    private final Etcd etcd;

    public RouteStore(Etcd etcd) {
        this.etcd = etcd;
    }

    /** The route of a service as it is now, linearizable. */
    public CompletableFuture<Stored> find(String service) {
        return etcd.get(RouteKeys.of(service))
                .thenApply(found -> found.map(item -> new Stored(read(item), item.modRevision()))
                        .orElse(new Stored(Optional.empty(), Etcd.ABSENT)));
    }

    private static Optional<Route> read(Etcd.Entry item) {
        try {
            return Optional.of(RouteJson.read(item));
        } catch (MalformedValueException e) {
            // whoever follows routes logs it; a writer needs to know only that it may be replaced
            return Optional.empty();
        }
    }

    /**
     * Writes a route if it is still as it was read.
     *
     * @return false when it had changed and nothing was written
     */
    public CompletableFuture<Boolean> put(Route route, long expectedModRevision) {
        return put(etcd.transaction(), route, expectedModRevision).commit().thenApply(Optional::isPresent);
    }

    /**
     * The same as a part of a transaction, such as {@link io.linklog.mesh.registry.Leadership#fencedTxn}: it is refused
     * as a whole when the route has changed.
     */
    public static Transaction put(Transaction transaction, Route route, long expectedModRevision) {
        String key = RouteKeys.of(route.service());
        return transaction.ifModRevision(key, expectedModRevision).put(key, RouteJson.write(route));
    }

    /** Deletes the route of a service as a part of a transaction. */
    public static Transaction delete(Transaction transaction, String service, long expectedModRevision) {
        String key = RouteKeys.of(service);
        return transaction.ifModRevision(key, expectedModRevision).delete(key);
    }

    /** Deletes the route of a service if it is still as it was read: all its instances are alike again. */
    public CompletableFuture<Boolean> delete(String service, long expectedModRevision) {
        return etcd.compareAndDelete(RouteKeys.of(service), expectedModRevision);
    }
}
