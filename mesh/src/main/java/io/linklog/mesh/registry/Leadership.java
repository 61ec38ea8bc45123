package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Fence;
import io.linklog.mesh.etcd.Transaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One term of a leader. A leader may be stopped at any moment and go on after another was elected; only what it writes
 * through here is safe from that. Thread-safe.
 */
public final class Leadership {

    private final Etcd etcd;
    private final Fence fence;
    private final HeldLease lease;
    private volatile boolean lost;

    Leadership(Etcd etcd, Fence fence, HeldLease lease) {
        this.etcd = etcd;
        this.fence = fence;
        this.lease = lease;
    }

    /** The fencing token, greater than that of every earlier term of this election; for stores that can compare it. */
    public long token() {
        return fence.createRevision();
    }

    /** For transactions that are made elsewhere. */
    public Fence fence() {
        return fence;
    }

    /**
     * Whether nobody else can be leader yet, by this process's clock. Good for not beginning work in vain, never for
     * safety: the process may be stopped right after it asked.
     */
    public boolean isHeld() {
        return !lost && lease.isSure();
    }

    /** Writes a key unless the term is over; the revision of the write, empty when etcd refused it. */
    public CompletableFuture<Optional<Long>> fencedPut(String key, String value) {
        return fencedTxn().put(key, value).commit();
    }

    /** A transaction that etcd refuses once the term is over. */
    public Transaction fencedTxn() {
        return etcd.transaction().fencedBy(fence);
    }

    HeldLease lease() {
        return lease;
    }

    void lose() {
        lost = true;
    }
}
