package io.linklog.query.limits;

import java.time.Duration;

/**
 * How many places are leased for visitors who have not come yet: more while blocks are used up fast, fewer while they
 * are not, and none near the limit. Not thread-safe.
 */
final class BlockSize {

    private static final long MOST_AHEAD = 2_000;

    /** At most this part of the free places is leased for visitors who have not come yet. */
    private static final long PART_AHEAD = 16;

    private final Duration life;
    private long ahead;

    /** @param life of a block; what is unused then goes back */
    BlockSize(Duration life) {
        this.life = life;
    }

    /** Adapts to the time in which the latest block was used up. */
    void adapt(long ageNanos) {
        if (ageNanos < life.toNanos() / 2) {
            ahead = Math.min(MOST_AHEAD, Math.max(1, ahead * 2));
        } else if (ageNanos > life.toNanos()) {
            ahead /= 2;
        }
    }

    /** Whether the next block should be leased before this one is used up. */
    boolean isLow(long reserve) {
        return ahead > 0 && reserve <= ahead / 2;
    }

    /** The places to lease: for those who wait, and ahead. */
    long of(long free, long waiting, long reserve) {
        return Math.min(free, waiting + Math.max(0, Math.min(ahead, free / PART_AHEAD) - reserve));
    }
}
