package io.linklog.mesh.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.registry.Instance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RingTest {

    @Test
    void theLargestShareIsAtMost15PercentAboveTheMeanIn95RingsOf100() {
        long[] keys = new Random(1).longs(60_000).toArray();
        double[] largest = new double[100];
        for (int seed = 0; seed < largest.length; seed++) {
            Random random = new Random(seed);
            List<Instance> ten = IntStream.range(0, 10)
                    .mapToObj(i -> Instances.one(random.nextInt(Integer.MAX_VALUE), 100, "a"))
                    .toList();
            Ring ring = new Ring(ten);
            int[] counts = new int[ten.size()];
            Arrays.stream(keys).forEach(key -> counts[ring.owner(ring.position(key))]++);
            largest[seed] = Arrays.stream(counts).max().orElseThrow() * 10.0 / keys.length;
        }
        Arrays.sort(largest);
        assertThat(largest[94]).isLessThanOrEqualTo(1.15);
    }

    @Property(tries = 50)
    void whenOneLeavesOnlyItsKeysMove(
            @ForAll @Size(min = 2, max = 20) Set<@IntRange(min = 1, max = 10_000) Integer> hashIds) {
        List<Instance> before = sorted(hashIds, 100);
        Instance leaves = before.get(before.size() / 2);
        List<Instance> after = before.stream().filter(i -> !i.equals(leaves)).toList();
        compare(before, after, (from, to) -> assertThat(from).isEqualTo(leaves.id()));
        compare(after, before, (from, to) -> assertThat(to).isEqualTo(leaves.id()));
    }

    @Property(tries = 50)
    void anInstanceThatLosesWeightLosesKeysAndNobodyElseDoes(
            @ForAll @Size(min = 2, max = 20) Set<@IntRange(min = 1, max = 10_000) Integer> hashIds,
            @ForAll @IntRange(min = 1, max = 99) int weight) {
        List<Instance> before = sorted(hashIds, 100);
        List<Instance> after = new ArrayList<>(before);
        after.set(0, Instances.one(before.get(0).hashId(), weight, "a"));
        compare(
                before,
                after,
                (from, to) -> assertThat(from).isEqualTo(before.get(0).id()));
    }

    private static List<Instance> sorted(Set<Integer> hashIds, int weight) {
        return hashIds.stream()
                .map(id -> Instances.one(id, weight, "a"))
                .sorted(Comparator.comparingInt(Instance::hashId))
                .toList();
    }

    private static void compare(List<Instance> before, List<Instance> after, BiConsumer<String, String> onMove) {
        Ring first = new Ring(before);
        Ring second = new Ring(after);
        new Random(7).longs(2_000).forEach(key -> {
            String from = before.get(first.owner(first.position(key))).id();
            String to = after.get(second.owner(second.position(key))).id();
            if (!from.equals(to)) {
                onMove.accept(from, to);
            }
        });
    }
}
