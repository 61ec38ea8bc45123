package io.linklog.mesh.balance;

import java.util.Arrays;

/** Successes and failures of the last 30 s, in ten slices of 3 s. Not thread-safe. */
final class SuccessWindow {

    private static final int SLICES = 10;
    private static final long SLICE_NANOS = 3_000_000_000L;

    private final int[] successes = new int[SLICES];
    private final int[] failures = new int[SLICES];
    private final long start;
    private long slice;

    SuccessWindow(long now) {
        this.start = now;
    }

    void add(boolean success, long now) {
        long current = Math.max(slice, (now - start) / SLICE_NANOS);
        for (long stale = Math.max(slice + 1, current - SLICES + 1); stale <= current; stale++) {
            successes[(int) (stale % SLICES)] = 0;
            failures[(int) (stale % SLICES)] = 0;
        }
        slice = current;
        (success ? successes : failures)[(int) (current % SLICES)]++;
    }

    /** The number of requests in the window, as of the last {@link #add}. */
    int total() {
        return Arrays.stream(successes).sum() + Arrays.stream(failures).sum();
    }

    /** The share of successes, 0 to 1, as of the last {@link #add}. */
    double successRate() {
        return (double) Arrays.stream(successes).sum() / total();
    }

    void clear() {
        Arrays.fill(successes, 0);
        Arrays.fill(failures, 0);
    }
}
