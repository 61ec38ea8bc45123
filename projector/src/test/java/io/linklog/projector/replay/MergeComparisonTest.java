package io.linklog.projector.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MergeComparisonTest {

    private record Cell(int key, int value) {}

    private static final Comparator<Cell> BY_KEY = Comparator.comparingInt(Cell::key);

    @Provide
    Arbitrary<Map<Integer, Integer>> table() {
        return Arbitraries.maps(
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.integers().between(0, 2))
                .ofMaxSize(40);
    }

    @Property
    void findsTheKeysThatOneSideLacksOrHasWithOtherValues(
            @ForAll("table") Map<Integer, Integer> left, @ForAll("table") Map<Integer, Integer> right)
            throws Exception {
        List<Integer> found = new ArrayList<>();
        long[] keys = {0};
        MergeComparison.Count count = new MergeComparison<Cell>(
                        BY_KEY, cell -> found.add(cell.key()), done -> keys[0] = done)
                .compare(rows(left).iterator(), rows(right).iterator());

        Set<Integer> all = Stream.concat(left.keySet().stream(), right.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found)
                .containsExactlyElementsOf(all.stream()
                        .filter(key -> !Objects.equals(left.get(key), right.get(key)))
                        .toList());
        assertThat(count).isEqualTo(new MergeComparison.Count(left.size(), right.size()));
        assertThat(keys[0]).isEqualTo(all.size());
    }

    @Test
    void anUnsortedStreamIsAnError() {
        MergeComparison<Cell> merge = new MergeComparison<>(BY_KEY, cell -> {}, done -> {});
        assertThatThrownBy(() -> merge.compare(
                        List.of(new Cell(2, 0), new Cell(1, 0)).iterator(),
                        List.<Cell>of().iterator()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> merge.compare(
                        List.<Cell>of().iterator(),
                        List.of(new Cell(1, 0), new Cell(1, 1)).iterator()))
                .isInstanceOf(IllegalStateException.class);
    }

    private static List<Cell> rows(Map<Integer, Integer> table) {
        return new TreeMap<>(table)
                .entrySet().stream()
                        .map(entry -> new Cell(entry.getKey(), entry.getValue()))
                        .toList();
    }
}
