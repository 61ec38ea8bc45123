package io.linklog.kit.ratelimit;

import io.linklog.mesh.keys.RateLimit;

/**
 * The part of a limit that one instance grants. All instances together grant at most the limit, and at least one call
 * each.
 *
 * @param interval nanoseconds from one token to the next; rounded up, so that the sum is never above the limit
 * @param burst tokens of a full bucket, 1 or more
 */
record Share(long interval, long burst) {

    private static final long NANOS = 1_000_000_000;

    /** @param instances how many share the limit, 1 or more */
    static Share of(RateLimit limit, int instances) {
        long period = limit.seconds() * NANOS * instances;
        return new Share((period + limit.calls() - 1) / limit.calls(), Math.max(1, limit.calls() / instances));
    }

    /** Nanoseconds in which an empty bucket fills. */
    long capacity() {
        return interval * burst;
    }
}
