package io.linklog.query;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;
import org.jspecify.annotations.Nullable;

/** Adds up totals of visits: of hours, days and shards. Visitors are not added but united, so that each counts once. */
final class VisitSum {

    private static final int LG_MOST_PRECISE = 12;

    /** Visits of one value of a dimension. */
    record Group(String value, long human, long bot) {}

    private long human;
    private long bot;
    private @Nullable Union visitors;
    private final Map<String, long[]> groups = new HashMap<>();

    /** @param sketch of visitors, as the topology made it; null or empty for none */
    void add(long humans, long bots, @Nullable ByteBuffer sketch) {
        human += humans;
        bot += bots;
        if (sketch != null && sketch.hasRemaining()) {
            byte[] bytes = new byte[sketch.remaining()];
            sketch.duplicate().get(bytes);
            if (visitors == null) {
                visitors = new Union(LG_MOST_PRECISE);
            }
            visitors.update(HllSketch.heapify(Memory.wrap(bytes)));
        }
    }

    void addGroup(String value, long humans, long bots) {
        long[] counts = groups.computeIfAbsent(value, v -> new long[2]);
        counts[0] += humans;
        counts[1] += bots;
    }

    long human() {
        return human;
    }

    long bot() {
        return bot;
    }

    /** Visitors that are no bots, as far as the sketch tells: within 2 % or so of what is true. */
    long unique() {
        return visitors == null ? 0 : Math.round(visitors.getEstimate());
    }

    /** Those with most people first. */
    List<Group> groups() {
        List<Group> sorted = new ArrayList<>();
        groups.forEach((value, counts) -> sorted.add(new Group(value, counts[0], counts[1])));
        sorted.sort(Comparator.comparingLong(Group::human)
                .thenComparingLong(Group::bot)
                .reversed()
                .thenComparing(Group::value));
        return sorted;
    }
}
