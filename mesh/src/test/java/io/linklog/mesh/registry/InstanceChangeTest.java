package io.linklog.mesh.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class InstanceChangeTest {

    @Property(tries = 500)
    void changesLeadFromOneListToTheOtherWithoutSurplus(
            @ForAll @Size(max = 8) Map<@IntRange(max = 9) Integer, @IntRange(max = 2) Integer> from,
            @ForAll @Size(max = 8) Map<@IntRange(max = 9) Integer, @IntRange(max = 2) Integer> to) {
        List<Instance> before = instances(from);
        List<Instance> after = instances(to);
        Map<String, Instance> view = new TreeMap<>();
        before.forEach(instance -> view.put(instance.id(), instance));

        for (InstanceChange change : InstanceChange.between(before, after)) {
            Instance instance = change.instance();
            switch (change.kind()) {
                case ADDED -> assertThat(view.put(instance.id(), instance)).isNull();
                case CHANGED ->
                    assertThat(view.put(instance.id(), instance)).isNotNull().isNotEqualTo(instance);
                case REMOVED -> assertThat(view.remove(instance.id())).isEqualTo(instance);
            }
        }
        assertThat(view.values()).containsExactlyElementsOf(after);
    }

    private static List<Instance> instances(Map<Integer, Integer> generations) {
        Stream<Instance> instances = generations.entrySet().stream()
                .map(entry -> Instances.up("s", "i-" + entry.getKey()).withGeneration(entry.getValue()));
        return instances.sorted(Comparator.comparing(Instance::id)).toList();
    }
}
