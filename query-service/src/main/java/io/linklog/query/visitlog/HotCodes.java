package io.linklog.query.visitlog;

import java.util.Arrays;

/**
 * Finds the codes that are visited so often that one partition should not have all of their visits. Counts the visits
 * of a second in a fixed table; codes that share a place share its count, which does no harm: a code taken for a hot
 * one has its totals in more shards than it needs. Races lose some counts, which does none either. Thread-safe.
 */
final class HotCodes {

    private static final int PLACES = 4096;
    private static final long SECOND_MILLIS = 1_000;

    private final int threshold;
    private final int[] counts = new int[PLACES];
    private long secondBegan;

    /** @param threshold visits of a code in a second that make it a hot one */
    HotCodes(int threshold) {
        this.threshold = threshold;
    }

    /**
     * Counts a visit.
     *
     * @return how many this second has seen beyond the threshold; 0 where the code is not hot
     */
    int beyond(String code, long nowMillis) {
        if (nowMillis - secondBegan >= SECOND_MILLIS || nowMillis < secondBegan) {
            secondBegan = nowMillis;
            Arrays.fill(counts, 0);
        }
        int place = code.hashCode() & (PLACES - 1);
        int count = ++counts[place];
        return Math.max(0, count - threshold);
    }
}
