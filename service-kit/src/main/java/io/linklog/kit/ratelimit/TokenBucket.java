package io.linklog.kit.ratelimit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket in one number: the time at which it will be full again (GCRA, the cell rate algorithm of ATM; ITU-T
 * I.371). Each token moves that time one interval on; a token that would move it further than the bucket's capacity
 * from now is refused. In any time t it grants at most burst + t / interval tokens. The share may differ from call to
 * call. Thread-safe.
 */
final class TokenBucket {

    /** Times of the same clock are compared by their difference: it may be negative or overflow, as nanoTime may. */
    private final AtomicLong fullAt;

    /** A full bucket. */
    TokenBucket(long now) {
        this.fullAt = new AtomicLong(now);
    }

    /**
     * Takes a token if there is one.
     *
     * @param now nanoseconds
     * @return zero if it took one, else the nanoseconds until there is one
     */
    long take(Share share, long now) {
        while (true) {
            long before = fullAt.get();
            long debt = Math.max(0, before - now);
            long wait = debt + share.interval() - share.capacity();
            if (wait > 0) {
                return wait;
            }
            if (fullAt.compareAndSet(before, now + debt + share.interval())) {
                return 0;
            }
        }
    }

    /** The nanoseconds until there is a token; zero if there is one. Takes none. */
    long untilNext(Share share, long now) {
        return Math.max(0, untilFull(now) + share.interval() - share.capacity());
    }

    /** The nanoseconds until the bucket is full. */
    long untilFull(long now) {
        return Math.max(0, fullAt.get() - now);
    }

    /** The whole tokens that are left. */
    long left(Share share, long now) {
        return Math.max(0, share.capacity() - untilFull(now)) / share.interval();
    }
}
