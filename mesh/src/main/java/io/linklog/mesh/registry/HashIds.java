package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import java.util.Optional;

/**
 * Assigns small numbers to instances, by which consistent hashing places them the same way in every client. The numbers
 * of a service begin at 1. They are assigned once, by compare-and-set, and never change. Calls wait for etcd.
 */
record HashIds(Etcd etcd) {

    /** The number of an instance; assigned now if it has none. */
    int of(String service, String id) throws InterruptedException {
        String mine = RegistryKeys.hashId(service, id);
        String last = RegistryKeys.lastHashId(service);
        while (true) {
            Optional<Etcd.Entry> known = etcd.await(etcd.get(mine));
            if (known.isPresent()) {
                return Integer.parseInt(known.get().value());
            }
            Optional<Etcd.Entry> before = etcd.await(etcd.get(last));
            int next = before.map(entry -> Integer.parseInt(entry.value())).orElse(0) + 1;
            // fails if another instance was faster; then the loop tries the next number
            etcd.await(etcd.transaction()
                    .ifModRevision(mine, Etcd.ABSENT)
                    .ifModRevision(last, before.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT))
                    .put(mine, Integer.toString(next))
                    .put(last, Integer.toString(next))
                    .commit());
        }
    }
}
