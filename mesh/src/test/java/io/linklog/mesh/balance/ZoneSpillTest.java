package io.linklog.mesh.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.registry.Instance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ZoneSpillTest {

    @Test
    void allStayInTheirZoneWhenZonesAreEqual() {
        assertThat(sharesFrom("a", zones("a", "a", "b", "b"))).containsExactly(0.5, 0.5, 0, 0);
    }

    @Test
    void whatAZoneCannotTakeGoesWhereThereIsASurplus() {
        // capacity 1, 1, 2: an even share is 4/3, so a keeps 3/4
        assertThat(sharesFrom("a", zones("a", "b", "c", "c"))).containsExactly(0.75, 0, 0.125, 0.125);
    }

    @Test
    void aZoneWithoutHealthyInstancesSpillsAll() {
        Pools pools = Pools.powerOfTwo(zones("a", "b", "c"));
        pools.end(1, Outcome.FAILURE, 5);
        assertThat(ZoneSpill.shares(pools.pool.members(), "a")).containsExactly(0.5, 0.5);
    }

    @Test
    void aCallerFromElsewhereGoesByWeight() {
        assertThat(sharesFrom("z", zones("a", "b", "b", "b"))).containsExactly(0.25, 0.25, 0.25, 0.25);
    }

    @Test
    void theOnlyInstanceOfAZoneGivesWayToAnotherZoneOnARetry() {
        Pools pools = Pools.powerOfTwo(zones("a", "b"));
        assertThat(pools.pool.choose(null, List.of())).isEqualTo(pools.member(1));
        assertThat(pools.pool.choose(null, List.of(pools.member(1)))).isEqualTo(pools.member(2));
    }

    @Property(tries = 200)
    void withCallersInAllZonesAlikeEveryInstanceGetsItsFairShare(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 3) Integer> zoneOfEach) {
        List<Instance> instances =
                zones(zoneOfEach.stream().map(z -> "zone" + z).toArray(String[]::new));
        List<String> zones = instances.stream().map(Instance::zone).distinct().toList();
        Map<Integer, Double> load = new TreeMap<>();
        for (String zone : zones) {
            double[] shares = sharesFrom(zone, instances);
            for (int i = 0; i < shares.length; i++) {
                load.merge(i, shares[i] / zones.size(), Double::sum);
            }
        }
        assertThat(load.values())
                .allSatisfy(its -> assertThat(its).isCloseTo(1.0 / instances.size(), Offset.offset(1e-9)));
    }

    private static double[] sharesFrom(String zone, List<Instance> instances) {
        return ZoneSpill.shares(Pools.powerOfTwo(instances).pool.members(), zone);
    }

    private static List<Instance> zones(String... zones) {
        return IntStream.range(0, zones.length)
                .mapToObj(i -> Instances.one(i + 1, 100, zones[i]))
                .toList();
    }
}
