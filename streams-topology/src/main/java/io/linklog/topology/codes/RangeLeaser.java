package io.linklog.topology.codes;

import io.linklog.mesh.etcd.Etcd;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases ranges of IDs by increasing a shared number. A range belongs to its owner forever. An unused range is a gap,
 * which costs nothing; a duplicate would give one code two targets. So if the result of a write is unknown, the range
 * is abandoned.
 *
 * <p>etcd may lose the number, or bring an older one back. So a leaser knows how high the number must be at least:
 * above every ID that it has leased, and above every ID that the log is known to have. Thread-safe.
 */
final class RangeLeaser {

    private static final Logger LOG = LoggerFactory.getLogger(RangeLeaser.class);
    private static final int MOST_TRIES = 100;

    private final SharedNumber next;
    private final AtomicLong lowest = new AtomicLong();

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
            long from = Math.max(number(entry), lowest.get());
            if (from < 0 || from >= CodePermutation.SIZE) {
                throw new NoMoreIdsException();
            }
            IdRange range = new IdRange(from, Math.min(CodePermutation.SIZE, from + size));
            long asRead = entry.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
            if (next.compareAndSet(asRead, Long.toString(range.to())).get().isPresent()) {
                raise(range.to());
                return range;
            }
        }
        throw tooManyTries();
    }

    /** From now on the number must be at least this. */
    void raise(long least) {
        lowest.accumulateAndGet(least, Math::max);
    }

    /** Whether a value of the number is lower than it must be. */
    boolean isBehind(Optional<Etcd.Entry> entry) {
        return number(entry) < lowest.get();
    }

    /**
     * Raises the shared number if it is behind. Waits for etcd.
     *
     * @return the number before
     * @throws ExecutionException when etcd does not answer; the next call may succeed
     */
    long correct() throws InterruptedException, ExecutionException {
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<Etcd.Entry> entry = next.get().get();
            long before = number(entry);
            long least = lowest.get();
            if (before >= least) {
                return before;
            }
            long asRead = entry.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
            if (next.compareAndSet(asRead, Long.toString(least)).get().isPresent()) {
                LOG.warn("The counter of IDs in etcd was {}, below IDs that are used: raised to {}", before, least);
                return before;
            }
        }
        throw tooManyTries();
    }

    private static long number(Optional<Etcd.Entry> entry) {
        return entry.map(e -> Long.parseLong(e.value())).orElse(0L);
    }

    private static ExecutionException tooManyTries() {
        return new ExecutionException(
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
