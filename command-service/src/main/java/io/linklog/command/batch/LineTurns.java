package io.linklog.command.batch;

import io.linklog.kit.http.Problem;
import io.linklog.kit.ratelimit.KeyLimits;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.mesh.keys.ApiKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts each line of a batch as a write of its key. Over the limit the batch slows down: a line waits for its turn,
 * and no more lines are read meanwhile. A line whose turn is too far away is refused and does not delay the others.
 * Confined to the thread that reads the batch.
 */
final class LineTurns {

    /** Shorter than every timeout between here and the caller: 60 s without a byte at the edge. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final long NAP_MILLIS = 200;

    /** Like {@link Thread#sleep}. */
    interface Sleep {
        void millis(long millis) throws InterruptedException;
    }

    private final KeyLimits limits;
    private final Optional<ApiKey> key;
    private final LongSupplier nanos;
    private final Sleep sleep;
    private boolean begun;

    /** @param key whose lines they are; empty for one without limits */
    LineTurns(KeyLimits limits, Optional<ApiKey> key) {
        this(limits, key, System::nanoTime, Thread::sleep);
    }

    LineTurns(KeyLimits limits, Optional<ApiKey> key, LongSupplier nanos, Sleep sleep) {
        this.limits = limits;
        this.key = key.filter(known -> known.limit().isPresent());
        this.nanos = nanos;
        this.sleep = sleep;
    }

    /**
     * Waits for the turn of the next line.
     *
     * @param stopping ends the wait
     * @param alive is called while it waits
     * @return null when the line may pass; else its refusal
     */
    @Nullable
    Problem await(BooleanSupplier stopping, Runnable alive) throws InterruptedException {
        if (key.isEmpty()) {
            return null;
        }
        if (!begun) {
            begun = true; // the call itself was counted: it stands for its first line
            return null;
        }
        long end = nanos.getAsLong() + LONGEST_WAIT.toNanos();
        while (!stopping.getAsBoolean()) {
            Taken taken = limits.take(key.get(), KeyLimits.Kind.WRITES).orElseThrow();
            if (taken.isGranted()) {
                return null;
            }
            if (nanos.getAsLong() + taken.untilNext().toNanos() - end > 0) {
                limits.countRefused(KeyLimits.Kind.WRITES);
                return taken.problem();
            }
            alive.run();
            sleep.millis(Math.min(NAP_MILLIS, taken.untilNext().toMillis() + 1));
        }
        return null;
    }
}
