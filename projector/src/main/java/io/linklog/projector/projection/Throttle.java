package io.linklog.projector.projection;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Limits a rate by waiting after work is done. Confined to one thread. */
final class Throttle {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final int perSecond;
    private final LongSupplier nanoTime;
    private long free;

    /** @param perSecond the maximum rate; 0 for no limit */
    Throttle(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.free = nanoTime.getAsLong();
    }

    /** Waits until the work fits the rate, in steps of at most a second. */
    void await(int done, Consumer<Duration> wait) {
        if (perSecond == 0 || done == 0) {
            return;
        }
        long now = nanoTime.getAsLong();
        // capacity that was unused in the last second may be used now; older capacity is lost
        free = Math.max(free, now - LONGEST_WAIT.toNanos()) + done * 1_000_000_000L / perSecond;
        for (long left = free - now; left > 0; left = free - nanoTime.getAsLong()) {
            wait.accept(Duration.ofNanos(Math.min(left, LONGEST_WAIT.toNanos())));
        }
    }
}
