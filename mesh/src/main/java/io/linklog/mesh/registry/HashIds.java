package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import java.util.Optional;

/**
 * Small numbers, one for each instance that ever was, by which consistent hashing places it the same way everywhere:
 * counted from 1 within a service, given once by compare-and-set, kept for good. For its owner's thread.
 */
record HashIds(Etcd etcd) {

    /** The instance's number, given now if it has none. */
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
            // refused when another instance was faster; then the next number is tried
            etcd.await(etcd.transaction()
                    .ifModRevision(mine, Etcd.ABSENT)
                    .ifModRevision(last, before.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT))
                    .put(mine, Integer.toString(next))
                    .put(last, Integer.toString(next))
                    .commit());
        }
    }
}
