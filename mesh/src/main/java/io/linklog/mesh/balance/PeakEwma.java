package io.linklog.mesh.balance;

/**
 * Latency as an average that forgets exponentially, jumps to each peak at once and comes down slowly: an instance that
 * turns slow is noticed with its first slow answer. Algorithm and decay of 10 s from Finagle's {@code PeakEwma}.
 *
 * <p>Written under the lock of its {@link InstanceStatistics}, read without: a reader may pair a value with the time of
 * its neighbour, which shifts one estimate by one sample.
 */
final class PeakEwma {

    private static final double DECAY_NANOS = 10e9;

    private volatile double average;
    private volatile long at;

    PeakEwma(long now) {
        this.at = now;
    }

    void observe(double nanos, long now) {
        double last = average;
        double kept = Math.exp(-Math.max(0, now - at) / DECAY_NANOS);
        at = now;
        average = nanos > last ? nanos : last * kept + nanos * (1 - kept);
    }

    /** Nanoseconds as last known; 0 before the first answer. */
    double last() {
        return average;
    }

    /** The same, forgotten by how long ago that was, so that a once slow instance is tried again. */
    double faded(long now) {
        return average * Math.exp(-Math.max(0, now - at) / DECAY_NANOS);
    }
}
