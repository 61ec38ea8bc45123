package io.linklog.topology.codes;

import io.linklog.mesh.etcd.Etcd;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A number that all processes share, written by compare-and-set. In production a key of etcd; pure tests use a
 * variable. When a future fails, the write may have happened or not.
 */
public interface SharedNumber {

    CompletableFuture<Optional<Etcd.Entry>> get();

    /** See {@link Etcd#compareAndSet}. */
    CompletableFuture<Optional<Long>> compareAndSet(long expectedModRevision, String value);

    /** A key of etcd. */
    static SharedNumber of(Etcd etcd, String key) {
        return new SharedNumber() {
            @Override
            public CompletableFuture<Optional<Etcd.Entry>> get() {
                return etcd.get(key);
            }

            @Override
            public CompletableFuture<Optional<Long>> compareAndSet(long expectedModRevision, String value) {
                return etcd.compareAndSet(key, expectedModRevision, value);
            }
        };
    }
}
