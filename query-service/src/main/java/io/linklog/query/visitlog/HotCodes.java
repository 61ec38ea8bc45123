package io.linklog.query.visitlog;

import java.util.Arrays;

/**
 * Detects codes with so many visits that one partition should not get all of them. It counts the visits of one second
 * in a fixed table. Codes that share an entry share its count; at worst, a code that is not hot has its totals in more
 * shards than necessary. Races lose some counts, which does no harm. Thread-safe.
 */
final class HotCodes {

    private static final int PLACES = 4096;
    private static final long SECOND_MILLIS = 1_000;

    private final int threshold;
    private final int[] counts = new int[PLACES];
    private long secondBegan;

    /** @param threshold visits of a code per second above which it is hot */
    HotCodes(int threshold) {
        this.threshold = threshold;
    }

    /**
     * Counts a visit.
     *
     * @return the visits above the threshold in this second; 0 when the code is not hot
     */
    int countBeyond(String code, long nowMillis) {
        if (nowMillis - secondBegan >= SECOND_MILLIS || nowMillis < secondBegan) {
            secondBegan = nowMillis;
            Arrays.fill(counts, 0);
        }
        int place = code.hashCode() & (PLACES - 1);
        int count = ++counts[place];
        return Math.max(0, count - threshold);
    }
}
