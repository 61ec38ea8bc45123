package io.linklog.projector.projection;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Keeps a rate by saying how long to wait after work was done. Confined to one thread. */
final class Throttle {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final int perSecond;
    private final LongSupplier nanoTime;
    private long free;

    /** @param perSecond 0 for no limit */
    Throttle(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.free = nanoTime.getAsLong();
    }

    /** Waits until the work that was done fits the rate, in pieces of a second at most. */
    void await(int done, Consumer<Duration> wait) {
        if (perSecond == 0 || done == 0) {
            return;
        }
        long now = nanoTime.getAsLong();
        // what was not used in the last second is made good, what was not used before is not
        free = Math.max(free, now - LONGEST_WAIT.toNanos()) + done * 1_000_000_000L / perSecond;
        for (long left = free - now; left > 0; left = free - nanoTime.getAsLong()) {
            wait.accept(Duration.ofNanos(Math.min(left, LONGEST_WAIT.toNanos())));
        }
    }
}
