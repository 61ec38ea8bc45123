package io.linklog.topology.codes;

import io.linklog.mesh.etcd.Etcd;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Takes ranges of IDs for ever by moving a shared number on. What was taken and not used is a gap: a gap costs nothing,
 * a duplicate would give one code two targets. So when it is unknown whether a write was done, the range is given up.
 * Thread-safe.
 */
final class RangeLeaser {

    private static final int MOST_TRIES = 100;

    private final SharedNumber next;

    RangeLeaser(SharedNumber next) {
        this.next = next;
    }

    /**
     * Takes a range; shorter than asked for at the end of the ID space. Blocks for the calls it makes.
     *
     * @throws NoMoreIdsException when all of 62^7 are given out
     * @throws ExecutionException when the store does not answer; the next call may succeed
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
                new IllegalStateException("Others moved the number on in each of " + MOST_TRIES + " tries"));
    }

    /** All IDs are given out. */
    static final class NoMoreIdsException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        NoMoreIdsException() {
            super("All codes of " + CodePermutation.LENGTH + " characters are given out");
        }
    }
}
