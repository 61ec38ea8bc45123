package io.linklog.mesh.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.linklog.mesh.registry.Instance;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PowerOfTwoChoicesTest {

    private static final List<Instance> WEIGHED = List.of(
            Instances.one(1, 100, "a"),
            Instances.one(2, 100, "a"),
            Instances.one(3, 50, "a"),
            Instances.one(4, 10, "a"),
            Instances.one(5, 1, "a"));

    @Test
    void sharesFollowTheWeightsToOnePercentagePointWhenIdle() {
        Map<Integer, Double> shares = simulate(WEIGHED, 10_000, Duration.ofMillis(50), instance -> 10);
        shares.forEach((id, share) -> assertThat(share).as("i-" + id).isCloseTo(weightShare(id), within(0.01)));
    }

    @Test
    void theDrawItselfIsTenTimesAsExact() {
        Pools pools = Pools.powerOfTwo(WEIGHED);
        Map<Integer, Double> shares = new HashMap<>();
        for (int i = 0; i < 10_000; i++) { // never sent, so all have the same cost
            shares.merge(pools.pool.choose(null, List.of()).instance().hashId(), 1.0 / 10_000, Double::sum);
        }
        shares.forEach((id, share) -> assertThat(share).as("i-" + id).isCloseTo(weightShare(id), within(0.001)));
    }

    @Test
    void sharesFollowTheWeightsToOnePercentagePointUnderLoad() {
        // about 40 in flight; an instance of half the weight is half as fast
        Map<Integer, Double> shares = simulate(WEIGHED, 10_000, Duration.ofNanos(250_000), instance -> 10);
        shares.forEach((id, share) -> assertThat(share).as("i-" + id).isCloseTo(weightShare(id), within(0.01)));
    }

    @Test
    void anInstanceTenTimesSlowerGetsAtMostAThirdOfItsFairShare() {
        Map<Integer, Double> shares =
                simulate(Instances.of(10), 20_000, Duration.ofMillis(1), i -> i.hashId() == 7 ? 100 : 10);
        assertThat(shares.getOrDefault(7, 0.0)).isLessThanOrEqualTo(0.1 / 3);
    }

    @Test
    void soItDoesWhenLatenciesAreNoisy() {
        Random random = new Random(11);
        Map<Integer, Double> shares = simulate(
                Instances.of(10),
                20_000,
                Duration.ofMillis(1),
                i -> (i.hashId() == 7 ? 100 : 10) * (0.5 + random.nextExponential() / 2));
        assertThat(shares.getOrDefault(7, 0.0)).isLessThanOrEqualTo(0.1 / 3);
    }

    @Test
    void aSlowInstanceThatRecoversGetsItsShareBack() {
        int[] sent = {0};
        Map<Integer, Double> shares = simulate(
                Instances.of(4), 40_000, Duration.ofMillis(10), i -> i.hashId() == 1 && sent[0]++ < 3 ? 200 : 10);
        assertThat(shares.get(1)).isGreaterThan(0.2);
    }

    @Test
    void aRetryGoesToAnotherWhereThereIsOne() {
        Pools pools = Pools.powerOfTwo(Instances.of(2));
        for (int i = 0; i < 200; i++) {
            Backend first = pools.pool.choose(null, List.of());
            assertThat(pools.pool.choose(null, List.of(first))).isNotEqualTo(first);
        }
        pools.instances = Instances.of(1);
        Backend only = pools.pool.choose(null, List.of());
        assertThat(pools.pool.choose(null, List.of(only))).isEqualTo(only);
    }

    @Test
    void aRetryPrefersAnEjectedInstanceToTheOneThatFailed() {
        Pools pools = Pools.powerOfTwo(Instances.of(2));
        pools.end(1, Outcome.FAILURE, 5);
        assertThat(pools.pool.choose(null, List.of(pools.member(2)))).isEqualTo(pools.member(1));
    }

    /**
     * Sends a request in each interval, without waiting; it is answered after the given milliseconds. Returns the share
     * of each hash id.
     */
    private static Map<Integer, Double> simulate(
            List<Instance> instances, int requests, Duration interval, ToDoubleFunction<Instance> millis) {
        record Pending(long at, long took, Backend backend) {}
        Pools pools = Pools.powerOfTwo(instances);
        PriorityQueue<Pending> pending = new PriorityQueue<>(Comparator.comparingLong(Pending::at));
        Map<Integer, Double> shares = new HashMap<>();
        long elapsed = 0;
        for (int i = 0; i < requests; i++) {
            while (!pending.isEmpty() && pending.peek().at <= elapsed) {
                Pending done = pending.remove();
                done.backend.end(Outcome.SUCCESS, done.took, pools.clock.getAsLong());
            }
            Backend chosen = pools.pool.choose(null, List.of());
            chosen.begin();
            long took = (long) (millis.applyAsDouble(chosen.instance()) * 1e6);
            pending.add(new Pending(elapsed + took, took, chosen));
            shares.merge(chosen.instance().hashId(), 1.0 / requests, Double::sum);
            elapsed += interval.toNanos();
            pools.clock.advance(interval);
        }
        return shares;
    }

    private static double weightShare(int hashId) {
        double total = WEIGHED.stream().mapToInt(Instance::weight).sum();
        return WEIGHED.get(hashId - 1).weight() / total;
    }
}
