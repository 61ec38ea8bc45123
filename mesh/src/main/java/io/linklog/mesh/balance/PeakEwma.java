package io.linklog.mesh.balance;

/**
 * Peak-EWMA latency: an exponentially weighted moving average that jumps to each peak at once and decays slowly. So the
 * first slow answer of an instance is enough to notice it. Algorithm and decay of 10 s from Finagle's {@code PeakEwma}.
 *
 * <p>Written under the lock of its {@link InstanceStatistics}, read without a lock: a reader may combine a value with
 * the time of the next or previous one, which shifts one estimate by one sample.
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

    /** The last average in nanoseconds; 0 before the first answer. */
    double last() {
        return average;
    }

    /** The average, decayed by its age. So an instance that was slow is tried again. */
    double decayedCost(long now) {
        return average * Math.exp(-Math.max(0, now - at) / DECAY_NANOS);
    }
}
