package io.linklog.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.BackendPool;
import io.linklog.mesh.balance.Balancer;
import io.linklog.mesh.balance.PowerOfTwoChoices;
import io.linklog.mesh.balance.RingHash;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutedInstancesTest {

    private static final Route STABLE = Route.only("target", "1");
    private static final Random RANDOM = new Random(1);

    private List<Instance> registered = List.of();
    private Optional<Route> route = Optional.empty();
    private final RoutedInstances routed = new RoutedInstances(service -> registered, service -> route);

    @Test
    void keepsRegisteredWeightsWithoutARoute() {
        registered = List.of(instance("a", "1", 100), instance("b", "2", 7));
        assertThat(routed.instances("target")).isSameAs(registered);
    }

    @Test
    void givesNothingToUnnamedVersionsAndToACanaryWithoutAShare() {
        registered = List.of(instance("a", "1", 100), instance("b", "2", 100), instance("c", "3", 100));
        route = Optional.of(STABLE);
        assertThat(ids()).containsExactly("a");
        route = Optional.of(STABLE.withCanary("2", 0));
        assertThat(ids()).containsExactly("a");
        route = Optional.of(STABLE.withCanary("2", Route.WHOLE));
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void givesAllToTheOnlySideUnlessItIsACanaryWithoutAShare() {
        registered = List.of(instance("a", "1", 100));
        route = Optional.of(STABLE.withCanary("2", 500));
        assertThat(ids()).containsExactly("a");
        registered = List.of(instance("b", "2", 100));
        assertThat(ids()).containsExactly("b");
        route = Optional.of(STABLE.withCanary("2", 0));
        assertThat(ids()).isEmpty();
    }

    @Test
    void returnsTheSameListUntilSomethingChanges() {
        registered = List.of(instance("a", "1", 100), instance("b", "2", 100));
        route = Optional.of(STABLE.withCanary("2", 500));
        List<Instance> first = routed.instances("target");
        assertThat(routed.instances("target")).isSameAs(first);
        route = Optional.of(STABLE.withCanary("2", 600));
        List<Instance> second = routed.instances("target");
        assertThat(second).isNotEqualTo(first);
        registered = List.of(instance("a", "1", 100), instance("b", "2", 100, InstanceState.DRAINING));
        assertThat(routed.instances("target")).isNotEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 1, 1, 100",
        "500, 1, 1, 100",
        "500, 3, 5, 100",
        "500, 1, 1, 1",
        "2500, 2, 1, 250",
        "5000, 1, 3, 100",
        "9900, 2, 2, 100"
    })
    void meetsTheCanarysShareToAPercentagePoint(int weight, int stable, int canary, int registeredWeight) {
        List<Instance> all = new ArrayList<>();
        IntStream.range(0, stable).forEach(i -> all.add(instance("s" + i, "1", registeredWeight)));
        IntStream.range(0, canary).forEach(i -> all.add(instance("c" + i, "2", registeredWeight)));
        registered = List.copyOf(all);
        route = Optional.of(STABLE.withCanary("2", weight));
        assertThat(canarysShare(new PowerOfTwoChoices("z", () -> RANDOM))).isCloseTo(weight / 100.0, within(1.0));
    }

    @Test
    void aGrowingShareMovesKeysOnlyToTheCanary() {
        registered = List.of(instance("a", "1", 100), instance("b", "1", 100), instance("c", "2", 100));
        List<String> before = null;
        for (int weight : new int[] {0, 100, 500, 2_500, 5_000}) {
            route = Optional.of(STABLE.withCanary("2", weight));
            List<String> now = owners();
            if (before != null) {
                for (int key = 0; key < now.size(); key++) {
                    assertThat(now.get(key)).isIn(before.get(key), "c");
                }
            }
            before = now;
        }
        assertThat(before).contains("c");
    }

    private List<String> ids() {
        return routed.instances("target").stream().map(Instance::id).toList();
    }

    private List<String> owners() {
        BackendPool pool = pool(new RingHash());
        return IntStream.range(0, 1_000)
                .mapToObj(key -> pool.choose("key" + key, List.of()).instance().id())
                .toList();
    }

    private double canarysShare(Balancer balancer) {
        BackendPool pool = pool(balancer);
        int canary = 0;
        for (int i = 0; i < 10_000; i++) {
            Backend backend = pool.choose(null, List.of());
            canary += backend.instance().version().equals("2") ? 1 : 0;
        }
        return canary / 100.0;
    }

    private BackendPool pool(Balancer balancer) {
        Random random = new Random(2);
        return new BackendPool(() -> routed.instances("target"), balancer, () -> 0, () -> random, () -> {});
    }

    private static Instance instance(String id, String version, int weight) {
        return instance(id, version, weight, InstanceState.UP);
    }

    private static Instance instance(String id, String version, int weight, InstanceState state) {
        return Instance.builder("target", id, "127.0.0.1", 8000)
                .state(state)
                .zone("z")
                .version(version)
                .weight(weight)
                .hashId(1 + id.hashCode() % 1000)
                .generation(1)
                .startedAt(Instant.EPOCH)
                .build();
    }
}
