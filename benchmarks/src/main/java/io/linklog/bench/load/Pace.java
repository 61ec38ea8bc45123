package io.linklog.bench.load;

import java.util.concurrent.locks.LockSupport;

/**
 * When each request of a run is due: request {@code i} at the start plus {@code i} intervals, whatever became of those
 * before it (an open loop). The same class paces Linklog and its reference, so that its own lateness cancels out.
 */
public final class Pace {

    private static final long LEAD_NANOS = 2_000_000;

    private final long start;
    private final double intervalNanos;

    private Pace(long start, double intervalNanos) {
        this.start = start;
        this.intervalNanos = intervalNanos;
    }

    /** Begins two milliseconds from now. */
    public static Pace of(double perSecond) {
        return new Pace(System.nanoTime() + LEAD_NANOS, 1e9 / perSecond);
    }

    /** Every request is due as soon as it can be sent. */
    public static Pace none() {
        return new Pace(System.nanoTime(), 0);
    }

    /**
     * Waits until a request is due.
     *
     * @return {@link System#nanoTime()} at which it was due
     */
    public long await(int request) {
        if (intervalNanos == 0) {
            return System.nanoTime();
        }
        long due = start + (long) (request * intervalNanos);
        // parkNanos is late by some 60 µs; spinning instead would take a core from what is measured
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return due;
    }
}
