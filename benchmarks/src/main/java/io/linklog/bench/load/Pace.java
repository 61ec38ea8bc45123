package io.linklog.bench.load;

import java.util.concurrent.locks.LockSupport;

/**
 * The due time of each request of a run: request {@code i} is due {@code i} intervals after the start, independent of
 * earlier answers (an open loop). Linklog and its reference use the same class, so its own lateness cancels out.
 */
public final class Pace {

    private static final long LEAD_NANOS = 2_000_000;

    private final long start;
    private final double intervalNanos;

    private Pace(long start, double intervalNanos) {
        this.start = start;
        this.intervalNanos = intervalNanos;
    }

    /** A constant rate that begins two milliseconds from now. */
    public static Pace of(double perSecond) {
        return new Pace(System.nanoTime() + LEAD_NANOS, 1e9 / perSecond);
    }

    /** No pace: each request is due as soon as it can be sent. */
    public static Pace none() {
        return new Pace(System.nanoTime(), 0);
    }

    /**
     * Waits until a request is due.
     *
     * @return the due time, in terms of {@link System#nanoTime()}
     */
    public long await(int request) {
        if (intervalNanos == 0) {
            return System.nanoTime();
        }
        long due = start + (long) (request * intervalNanos);
        // parkNanos is about 60 µs late; spinning would take a core from the measured processes
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return due;
    }
}
