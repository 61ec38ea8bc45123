package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import java.util.Optional;

/**
 * Assigns small numbers to instances, by which consistent hashing places them the same way in every client. The numbers
 * of a service begin at 1. They are assigned once, by compare-and-set, and never change: an instance that registers
 * again after etcd was wiped keeps its number, unless another one got it meanwhile. Calls wait for etcd.
 */
record HashIds(Etcd etcd, RegistryKeys keys) {

    HashIds(Etcd etcd) {
        this(etcd, new RegistryKeys(etcd.keySpace()));
    }

    /**
     * The number of an instance; assigned now if it has none.
     *
     * @param before the number that this instance had; 0 for none
     */
    int of(String service, String id, int before) throws InterruptedException {
        String mine = keys.hashId(service, id);
        String last = keys.lastHashId(service);
        while (true) {
            Optional<Etcd.Entry> known = etcd.await(etcd.get(mine));
            if (known.isPresent()) {
                return number(known.get());
            }
            Optional<Etcd.Entry> highest = etcd.await(etcd.get(last));
            int given = highest.map(HashIds::number).orElse(0);
            int number = before > 0 && isFree(service, before) ? before : given + 1;
            // fails if another instance was faster; then the loop tries the next number
            etcd.await(etcd.transaction()
                    .ifModRevision(mine, Etcd.ABSENT)
                    .ifModRevision(last, highest.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT))
                    .put(mine, Integer.toString(number))
                    .put(last, Integer.toString(Math.max(given, number)))
                    .commit());
        }
    }

    private boolean isFree(String service, int number) throws InterruptedException {
        return etcd.await(etcd.list(keys.hashIds(service))).entries().stream()
                .noneMatch(entry -> number(entry) == number);
    }

    private static int number(Etcd.Entry entry) {
        return Integer.parseInt(entry.value());
    }
}
