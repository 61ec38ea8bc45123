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
 * Conditions and writes that etcd takes together or not at all. Made by one thread, committed once; a key is written at
 * most once in it.
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

    /** Only if the key was last written at this revision; {@link Etcd#ABSENT} for: only if it does not exist. */
    public Transaction ifModRevision(String key, long revision) {
        conditions.add(new Cmp(Etcd.bytes(key), Cmp.Op.EQUAL, CmpTarget.modRevision(revision)));
        return this;
    }

    /** Only while the fence's key has the life it had. */
    public Transaction fencedBy(Fence fence) {
        conditions.add(
                new Cmp(Etcd.bytes(fence.key()), Cmp.Op.EQUAL, CmpTarget.createRevision(fence.createRevision())));
        return this;
    }

    /** Writes a key that stays. */
    public Transaction put(String key, String value) {
        writes.add(Op.put(Etcd.bytes(key), Etcd.bytes(value), PutOption.DEFAULT));
        return this;
    }

    /**
     * Writes a key that ends with a lease.
     *
     * @param lease one that does not exist fails the commit
     */
    public Transaction put(String key, String value, long lease) {
        writes.add(Op.put(
                Etcd.bytes(key),
                Etcd.bytes(value),
                PutOption.builder().withLeaseId(lease).build()));
        return this;
    }

    /** Deletes a key; harmless when there is none. */
    public Transaction delete(String key) {
        writes.add(Op.delete(Etcd.bytes(key), DeleteOption.DEFAULT));
        return this;
    }

    /** The revision of the writes; empty when a condition did not hold and nothing was written. */
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
