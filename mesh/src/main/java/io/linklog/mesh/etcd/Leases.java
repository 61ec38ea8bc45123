package io.linklog.mesh.etcd;

import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.options.LeaseOption;
import io.linklog.mesh.async.Causes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Single calls on leases. Nothing is renewed automatically. Thread-safe. */
public final class Leases {

    /**
     * A lease that etcd granted.
     *
     * @param ttl the time to live; may be longer than requested, because etcd has a minimum of 1.5 election timeouts
     */
    public record Granted(long id, Duration ttl) {}

    private final Connection connection;
    private final Executor executor;

    Leases(Connection connection, Executor executor) {
        this.connection = connection;
        this.executor = executor;
    }

    /**
     * Creates a lease.
     *
     * @param ttl rounded up to whole seconds, at least one
     */
    public CompletableFuture<Granted> grant(Duration ttl) {
        long seconds = Math.max(1, ttl.plusMillis(999).toSeconds());
        return connection
                .call(client -> client.getLeaseClient().grant(seconds))
                .thenApplyAsync(
                        response -> new Granted(response.getID(), Duration.ofSeconds(response.getTTL())), executor);
    }

    /** Renews a lease once. False if it does not exist any more. */
    public CompletableFuture<Boolean> renew(long lease) {
        return falseIfNotFound(connection
                .call(client -> client.getLeaseClient().keepAliveOnce(lease))
                .thenApplyAsync(response -> response.getTTL() > 0, executor));
    }

    /** Whether a lease exists. Does not renew it. */
    public CompletableFuture<Boolean> exists(long lease) {
        return falseIfNotFound(connection
                .call(client -> client.getLeaseClient().timeToLive(lease, LeaseOption.DEFAULT))
                .thenApplyAsync(response -> response.getTTL() > 0, executor));
    }

    /** Ends a lease and deletes its keys. False if it did not exist any more. */
    public CompletableFuture<Boolean> revoke(long lease) {
        return falseIfNotFound(connection
                .call(client -> client.getLeaseClient().revoke(lease))
                .thenApplyAsync(response -> true, executor));
    }

    private static CompletableFuture<Boolean> falseIfNotFound(CompletableFuture<Boolean> call) {
        return call.exceptionally(error -> {
            Throwable cause = Causes.unwrap(error);
            if (cause instanceof EtcdException refusal && refusal.getErrorCode() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw new CompletionException(cause);
        });
    }
}
