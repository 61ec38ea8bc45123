package io.linklog.topology.rebuild;

import java.util.Collection;

/**
 * Offsets of one partition.
 *
 * @param from the first
 * @param to the one after the last
 */
public record LogRange(long from, long to) {

    /** Whether there is no offset in it. */
    public boolean isEmpty() {
        return from >= to;
    }

    /** How many offsets some ranges have together. */
    public static long sum(Collection<LogRange> ranges) {
        return ranges.stream()
                .mapToLong(range -> Math.max(0, range.to - range.from))
                .sum();
    }
}
