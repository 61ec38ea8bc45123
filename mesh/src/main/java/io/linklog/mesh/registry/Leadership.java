package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Fence;
import io.linklog.mesh.etcd.Transaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One term of a leader. A leader may be suspended at any moment and continue after another was elected. Only writes
 * through this class are safe from that. Thread-safe.
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

    /** The fencing token, for stores that can compare it. Greater than the token of every earlier term. */
    public long token() {
        return fence.createRevision();
    }

    /** The fence of this term, for transactions that are built elsewhere. */
    public Fence fence() {
        return fence;
    }

    /**
     * Whether no other candidate can be leader yet, judged by the local clock. Use it to avoid useless work, never for
     * safety: the process may be suspended right after this call.
     */
    public boolean isHeld() {
        return !lost && lease.isSure();
    }

    /** Writes a key unless the term is over. Returns the revision of the write; empty if etcd refused it. */
    public CompletableFuture<Optional<Long>> fencedPut(String key, String value) {
        return fencedTxn().put(key, value).commit();
    }

    /** Begins a transaction that etcd refuses after the term is over. */
    public Transaction fencedTxn() {
        return etcd.transaction().fencedBy(fence);
    }

    HeldLease lease() {
        return lease;
    }

    void markLost() {
        lost = true;
    }
}
