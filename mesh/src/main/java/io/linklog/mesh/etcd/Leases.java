package io.linklog.mesh.etcd;

import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.options.LeaseOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Leases by single calls: nothing here goes on by itself. Thread-safe. */
public final class Leases {

    /**
     * A lease as etcd granted it.
     *
     * @param ttl which may be longer than asked for: etcd has a least one, 1.5 election timeouts
     */
    public record Granted(long id, Duration ttl) {}

    private final Connection connection;
    private final Executor executor;

    Leases(Connection connection, Executor executor) {
        this.connection = connection;
        this.executor = executor;
    }

    /**
     * Makes a lease.
     *
     * @param ttl 1 s or more; part of a second counts as one
     */
    public CompletableFuture<Granted> grant(Duration ttl) {
        long seconds = Math.max(1, ttl.plusMillis(999).toSeconds());
        return connection
                .call(client -> client.getLeaseClient().grant(seconds))
                .thenApplyAsync(
                        response -> new Granted(response.getID(), Duration.ofSeconds(response.getTTL())), executor);
    }

    /** Renews once. False when the lease is no more. */
    public CompletableFuture<Boolean> renew(long lease) {
        return orNotFound(connection
                .call(client -> client.getLeaseClient().keepAliveOnce(lease))
                .thenApplyAsync(response -> response.getTTL() > 0, executor));
    }

    /** Whether etcd still has the lease; does not renew it. */
    public CompletableFuture<Boolean> exists(long lease) {
        return orNotFound(connection
                .call(client -> client.getLeaseClient().timeToLive(lease, LeaseOption.DEFAULT))
                .thenApplyAsync(response -> response.getTTL() > 0, executor));
    }

    /** Ends a lease and deletes its keys; false when it was no more. */
    public CompletableFuture<Boolean> revoke(long lease) {
        return orNotFound(connection
                .call(client -> client.getLeaseClient().revoke(lease))
                .thenApplyAsync(response -> true, executor));
    }

    private static CompletableFuture<Boolean> orNotFound(CompletableFuture<Boolean> call) {
        return call.exceptionally(error -> {
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            if (cause instanceof EtcdException refusal && refusal.getErrorCode() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw new CompletionException(cause);
        });
    }
}
