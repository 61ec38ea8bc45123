package io.linklog.topology.codes;

import io.linklog.mesh.etcd.Etcd;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Leases ranges of IDs by increasing a shared number. A range belongs to its owner forever. An unused range is a gap,
 * which costs nothing; a duplicate would give one code two targets. So if the result of a write is unknown, the range
 * is abandoned. Thread-safe.
 */
final class RangeLeaser {

    private static final int MOST_TRIES = 100;

    private final SharedNumber next;

    RangeLeaser(SharedNumber next) {
        this.next = next;
    }

    /**
     * Leases a range; a shorter one at the end of the ID space. Waits for etcd.
     *
     * @throws NoMoreIdsException when all 62^7 IDs are leased
     * @throws ExecutionException when etcd does not answer; the next call may succeed
     */
    IdRange lease(long size) throws InterruptedException, ExecutionException {
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<Etcd.Entry> entry = next.get().get();
            long from = entry.map(e -> Long.parseLong(e.value())).orElse(0L);
            if (from < 0 || from >= CodePermutation.SIZE) {
                throw new NoMoreIdsException();
            }
            IdRange range = new IdRange(from, Math.min(CodePermutation.SIZE, from + size));
            long asRead = entry.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
            if (next.compareAndSet(asRead, Long.toString(range.to())).get().isPresent()) {
                return range;
            }
        }
        throw new ExecutionException(
                new IllegalStateException("Another process raised the number in each of " + MOST_TRIES + " tries"));
    }

    /** All IDs are leased. */
    static final class NoMoreIdsException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        NoMoreIdsException() {
            super("All codes of " + CodePermutation.LENGTH + " characters are used");
        }
    }
}
