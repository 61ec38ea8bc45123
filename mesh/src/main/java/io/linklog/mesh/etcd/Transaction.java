package io.linklog.mesh.etcd;

import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Conditions and writes, all or none of which take effect. Built by one thread and committed once. A transaction writes
 * each key at most once.
 */
public final class Transaction {

    private final Connection connection;
    private final Executor executor;
    private final List<Cmp> conditions = new ArrayList<>();
    private final List<Op> writes = new ArrayList<>();

    Transaction(Connection connection, Executor executor) {
        this.connection = connection;
        this.executor = executor;
    }

    /** Requires that the key was last written at this revision; {@link Etcd#ABSENT}: that it does not exist. */
    public Transaction ifModRevision(String key, long revision) {
        conditions.add(new Cmp(Etcd.bytes(key), Cmp.Op.EQUAL, CmpTarget.modRevision(revision)));
        return this;
    }

    /** Requires that the fence's key still has the create revision of the fence. */
    public Transaction fencedBy(Fence fence) {
        conditions.add(
                new Cmp(Etcd.bytes(fence.key()), Cmp.Op.EQUAL, CmpTarget.createRevision(fence.createRevision())));
        return this;
    }

    /** Writes a key without a lease. */
    public Transaction put(String key, String value) {
        writes.add(Op.put(Etcd.bytes(key), Etcd.bytes(value), PutOption.DEFAULT));
        return this;
    }

    /**
     * Writes a key that is deleted when its lease ends.
     *
     * @param lease if it does not exist, the commit fails
     */
    public Transaction put(String key, String value, long lease) {
        writes.add(Op.put(
                Etcd.bytes(key),
                Etcd.bytes(value),
                PutOption.builder().withLeaseId(lease).build()));
        return this;
    }

    /** Deletes a key, if it exists. */
    public Transaction delete(String key) {
        writes.add(Op.delete(Etcd.bytes(key), DeleteOption.DEFAULT));
        return this;
    }

    /** Commits. Returns the revision of the writes; empty if a condition did not hold and nothing was written. */
    public CompletableFuture<Optional<Long>> commit() {
        return connection
                .call(client -> client.getKVClient()
                        .txn()
                        .If(conditions.toArray(Cmp[]::new))
                        .Then(writes.toArray(Op[]::new))
                        .commit())
                .thenApplyAsync(
                        response -> response.isSucceeded()
                                ? Optional.of(response.getHeader().getRevision())
                                : Optional.<Long>empty(),
                        executor);
    }
}
