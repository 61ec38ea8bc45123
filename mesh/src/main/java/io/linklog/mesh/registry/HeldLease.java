package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Leases;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A lease that its owner renews, with the time until which it certainly exists. That time counts from the moment when
 * the last successful renewal was sent, on the monotonic clock. etcd renewed the lease at that moment or later, so the
 * lease never ends in etcd before it ends here. Not thread-safe, except {@link #isSure}.
 */
final class HeldLease {

    enum Renewal {
        RENEWED,
        /** The lease does not exist any more. */
        GONE,
        /** etcd did not answer, or its answer does not tell. */
        UNKNOWN
    }

    private final Etcd etcd;
    private final Leases.Granted granted;
    private volatile long deadline;

    private HeldLease(Etcd etcd, Leases.Granted granted, long sentAt) {
        this.etcd = etcd;
        this.granted = granted;
        this.deadline = sentAt + granted.ttl().toNanos();
    }

    static HeldLease grant(Etcd etcd, Duration ttl) throws InterruptedException {
        long sentAt = System.nanoTime();
        return new HeldLease(etcd, etcd.await(etcd.leases().grant(ttl)), sentAt);
    }

    long id() {
        return granted.id();
    }

    /** Whether etcd cannot have ended the lease yet, judged by the local clock alone. */
    boolean isSure() {
        return System.nanoTime() - deadline < 0;
    }

    Renewal renew() throws InterruptedException {
        long sentAt = System.nanoTime();
        try {
            if (!answer(etcd.leases().renew(id()))) {
                return Renewal.GONE;
            }
            deadline = sentAt + granted.ttl().toNanos();
            return Renewal.RENEWED;
        } catch (TimeoutException e) {
            // a further call would time out too
            return Renewal.UNKNOWN;
        } catch (ExecutionException e) {
            return checkExistence();
        }
    }

    private Renewal checkExistence() throws InterruptedException {
        try {
            return answer(etcd.leases().exists(id())) ? Renewal.UNKNOWN : Renewal.GONE;
        } catch (TimeoutException | ExecutionException e) {
            return Renewal.UNKNOWN;
        }
    }

    /** Ends the lease. If etcd is unavailable, the lease expires. */
    void revoke() throws InterruptedException {
        try {
            answer(etcd.leases().revoke(id()));
        } catch (TimeoutException | ExecutionException e) {
            // the lease expires
        }
    }

    private static boolean answer(CompletableFuture<Boolean> call)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException timeout) {
                throw timeout;
            }
            throw e;
        }
    }
}
