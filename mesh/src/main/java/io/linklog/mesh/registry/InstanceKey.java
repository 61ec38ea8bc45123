package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Fence;
import java.util.Optional;

/** The etcd key of one instance. Its methods wait for etcd. */
record InstanceKey(Etcd etcd, String name) {

    static InstanceKey of(Etcd etcd, Instance instance) {
        return new InstanceKey(etcd, new RegistryKeys(etcd.keySpace()).instance(instance.service(), instance.id()));
    }

    Optional<Etcd.Entry> read() throws InterruptedException {
        return etcd.await(etcd.get(name));
    }

    /** Creates the key on a lease. Returns its generation; empty if the key exists. */
    Optional<Long> create(Instance instance, HeldLease lease) throws InterruptedException {
        return etcd.await(etcd.transaction()
                .ifModRevision(name, Etcd.ABSENT)
                .put(name, InstanceJson.write(instance), lease.id())
                .commit());
    }

    /** Writes the key if it still has this generation. Returns false if it has not. */
    boolean write(Instance instance, long generation, HeldLease lease) throws InterruptedException {
        return etcd.await(etcd.transaction()
                        .fencedBy(fence(generation))
                        .put(name, InstanceJson.write(instance), lease.id())
                        .commit())
                .isPresent();
    }

    /** Deletes the key if it has not changed since it was read. */
    void delete(Etcd.Entry read) throws InterruptedException {
        etcd.await(etcd.compareAndDelete(name, read.modRevision()));
    }

    Fence fence(long generation) {
        return new Fence(name, generation);
    }

    @Override
    public String toString() {
        return name;
    }
}
