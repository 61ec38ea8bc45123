package io.linklog.topology.codes;

import java.util.function.LongSupplier;

/**
 * Measures a rate that rises at once and falls slowly. A reserve must last at the highest recent rate, and a reserve
 * that is too large costs little. Not thread-safe.
 */
final class RateMeter {

    private static final double NANOS = 1e9;
    // long enough to average out the first filling of the buckets, short enough to follow a rising load
    private static final double WINDOW_SECONDS = 5;
    private static final double HALF_LIFE_SECONDS = 300;

    private final LongSupplier nanoTime;
    private long windowBegan;
    private long windowCount;
    private double perSecond;

    RateMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowBegan = nanoTime.getAsLong();
    }

    void add(long count) {
        windowCount += count;
    }

    double perSecond() {
        double elapsed = (nanoTime.getAsLong() - windowBegan) / NANOS;
        if (elapsed >= WINDOW_SECONDS) {
            double decayed = perSecond * Math.pow(0.5, elapsed / HALF_LIFE_SECONDS);
            perSecond = Math.max(windowCount / elapsed, decayed);
            windowBegan = nanoTime.getAsLong();
            windowCount = 0;
        }
        return perSecond;
    }
}
