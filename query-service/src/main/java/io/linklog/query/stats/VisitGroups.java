package io.linklog.query.stats;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up the visits by value of a dimension. Not thread-safe. */
final class VisitGroups {

    private static final Comparator<Group> MOST_PEOPLE_FIRST = Comparator.comparingLong(Group::human)
            .thenComparingLong(Group::bot)
            .reversed()
            .thenComparing(Group::value);

    /** The visits with one value. */
    record Group(String value, long human, long bot) {}

    private final Map<String, long[]> counts = new HashMap<>();

    /** @param row the encoded values of a row, see {@link EncodedCounts} */
    void add(@Nullable ByteBuffer row) {
        EncodedCounts.forEach(row, this::add);
    }

    void add(String value, long human, long bot) {
        long[] sums = counts.computeIfAbsent(value, v -> new long[2]);
        sums[0] += human;
        sums[1] += bot;
    }

    /** The groups, those with most people first. */
    List<Group> sortBySize() {
        return counts.entrySet().stream()
                .map(group -> new Group(group.getKey(), group.getValue()[0], group.getValue()[1]))
                .sorted(MOST_PEOPLE_FIRST)
                .toList();
    }
}
