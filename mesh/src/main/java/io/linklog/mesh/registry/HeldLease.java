package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Leases;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A lease that its owner renews, and how long it is sure to hold. The deadline counts from when the last answered
 * renewal was sent, on the monotonic clock: etcd renewed it then or later, so etcd's own deadline is never before ours,
 * whatever the wall clock does and however long the answer took. For one thread, but {@link #isSure} for any.
 */
final class HeldLease {

    enum Renewal {
        RENEWED,
        /** etcd says that the lease is no more. */
        GONE,
        /** No answer, or none that says either. */
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

    static HeldLease grant(Etcd etcd, java.time.Duration ttl) throws InterruptedException {
        long sentAt = System.nanoTime();
        return new HeldLease(etcd, etcd.await(etcd.leases().grant(ttl)), sentAt);
    }

    long id() {
        return granted.id();
    }

    /** Whether etcd cannot have ended it yet, by our clock alone. */
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
            // who does not answer this does not answer the next question either
            return Renewal.UNKNOWN;
        } catch (ExecutionException e) {
            return ask();
        }
    }

    private Renewal ask() throws InterruptedException {
        try {
            return answer(etcd.leases().exists(id())) ? Renewal.UNKNOWN : Renewal.GONE;
        } catch (TimeoutException | ExecutionException e) {
            return Renewal.UNKNOWN;
        }
    }

    /** Ends it, if etcd can be reached; otherwise it ends by itself. */
    void revoke() throws InterruptedException {
        try {
            answer(etcd.leases().revoke(id()));
        } catch (TimeoutException | ExecutionException e) {
            // its time to live is what a lease is for
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
