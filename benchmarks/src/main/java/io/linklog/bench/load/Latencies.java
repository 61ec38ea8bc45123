package io.linklog.bench.load;

import io.linklog.bench.report.Samples;
import java.util.Arrays;

/**
 * How long each request of one run took, by its number. A request is counted from the moment at which it was due, not
 * from the one at which the client got round to sending it: a server that stalls would else be excused from the
 * requests that it kept from being sent (coordinated omission).
 *
 * <p>Each slot is written once, by one thread; read after the run has ended.
 */
public final class Latencies {

    private static final long NONE = -1;

    private final long[] nanos;

    public Latencies(int requests) {
        nanos = new long[requests];
        Arrays.fill(nanos, NONE);
    }

    public void record(int request, long tookNanos) {
        nanos[request] = Math.max(0, tookNanos);
    }

    /** How many were answered. */
    public int answered() {
        return (int) Arrays.stream(nanos).filter(value -> value != NONE).count();
    }

    /** In milliseconds; those never answered are not among them, see {@link #answered()}. */
    public Samples millis() {
        return Samples.of(Arrays.stream(nanos)
                .filter(value -> value != NONE)
                .mapToDouble(value -> value / 1e6)
                .toArray());
    }
}
