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
    // most hours and days are one row, whose sketch says all
    private @Nullable HllSketch first;
    private @Nullable Union visitors;
    private final Map<String, long[]> groups = new HashMap<>();

    /**
     * A sketch of visitors as the topology made it, to be added to one sum or to several.
     *
     * @return null for none
     */
    static @Nullable HllSketch visitors(@Nullable ByteBuffer stored) {
        if (stored == null || !stored.hasRemaining()) {
            return null;
        }
        byte[] bytes = new byte[stored.remaining()];
        stored.duplicate().get(bytes);
        return HllSketch.wrap(Memory.wrap(bytes));
    }

    /** @param sketch of visitors; it is only read */
    void add(long humans, long bots, @Nullable HllSketch sketch) {
        human += humans;
        bot += bots;
        if (sketch == null) {
            return;
        }
        if (first == null) {
            first = sketch;
            return;
        }
        if (visitors == null) {
            visitors = new Union(LG_MOST_PRECISE);
            visitors.update(first);
        }
        visitors.update(sketch);
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
        if (visitors != null) {
            return Math.round(visitors.getEstimate());
        }
        return first == null ? 0 : Math.round(first.getEstimate());
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
