package io.linklog.query.stats;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up the visits of each value of a dimension. Not for several threads. */
public final class VisitGroups {

    private static final Comparator<Group> MOST_PEOPLE_FIRST = Comparator.comparingLong(Group::human)
            .thenComparingLong(Group::bot)
            .reversed()
            .thenComparing(Group::value);

    /** Visits of one value. */
    public record Group(String value, long human, long bot) {}

    private final Map<String, long[]> counts = new HashMap<>();

    /** @param row a row's values as {@link EncodedCounts} reads them */
    void add(@Nullable ByteBuffer row) {
        EncodedCounts.forEach(row, this::add);
    }

    void add(String value, long human, long bot) {
        long[] sums = counts.computeIfAbsent(value, v -> new long[2]);
        sums[0] += human;
        sums[1] += bot;
    }

    /** Those with most people first. */
    public List<Group> sorted() {
        return counts.entrySet().stream()
                .map(group -> new Group(group.getKey(), group.getValue()[0], group.getValue()[1]))
                .sorted(MOST_PEOPLE_FIRST)
                .toList();
    }
}
