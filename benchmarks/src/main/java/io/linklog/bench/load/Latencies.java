package io.linklog.bench.load;

import io.linklog.bench.report.Samples;
import java.util.Arrays;

/**
 * The latencies of one run, by request number. A latency counts from the moment the request was due, not from the
 * moment the client sent it. Otherwise a stalled server would not be charged for the requests that it delayed
 * (coordinated omission).
 *
 * <p>Each slot is written once, by one thread. Read it only after the run.
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

    /** The number of answered requests. */
    public int countAnswered() {
        return (int) Arrays.stream(nanos).filter(value -> value != NONE).count();
    }

    /** The latencies in milliseconds, without unanswered requests; see {@link #answered()}. */
    public Samples millis() {
        return Samples.of(Arrays.stream(nanos)
                .filter(value -> value != NONE)
                .mapToDouble(value -> value / 1e6)
                .toArray());
    }
}
