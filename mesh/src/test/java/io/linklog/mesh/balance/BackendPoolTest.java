package io.linklog.mesh.balance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackendPoolTest {

    private final Pools pools = Pools.powerOfTwo(Instances.of(4));

    @Test
    void onlyThoseThatAreUpAndHaveAWeightTakePart() {
        pools.instances = List.of(
                Instances.one(1, 100, "a", InstanceState.STARTING, 1, 80),
                Instances.one(2, 100, "a", InstanceState.DRAINING, 1, 80),
                Instances.one(3, 100, "a", InstanceState.DOWN, 1, 80),
                Instances.one(4, 0, "a"),
                Instances.one(5, 100, "a", InstanceState.UP, 1, 0),
                Instances.one(6, 100, "a"));
        assertThat(available()).containsExactly(6);
        pools.instances = pools.instances.subList(0, 5);
        assertThat(pools.pool.choose(null, List.of())).isNull();
    }

    @Test
    void fiveFailuresInARowEject() {
        pools.end(1, Outcome.FAILURE, 4);
        pools.end(1, Outcome.SUCCESS, 40);
        pools.end(1, Outcome.FAILURE, 4);
        assertThat(available()).contains(1);
        pools.end(1, Outcome.NOT_SENT, 1);
        assertThat(available()).containsExactly(2, 3, 4);
        assertThat(pools.ejections).hasValue(1);
    }

    @Test
    void aSuccessRateBelow80PercentEjectsButForgetsWhatIsOlderThan30Seconds() {
        mixed(1, 3);
        pools.clock.advance(Duration.ofSeconds(33));
        mixed(1, 3); // one of four, twice: not five requests in the window
        assertThat(available()).contains(1);
        mixed(1, 3); // two of eight
        assertThat(available()).doesNotContain(1);
    }

    @Test
    void exactly80PercentIsGoodEnough() {
        for (int i = 0; i < 10; i++) {
            mixed(1, 4);
        }
        assertThat(available()).contains(1);
    }

    @Test
    void abandonedRequestsSayNothing() {
        pools.end(1, Outcome.ABANDONED, 50);
        assertThat(available()).contains(1);
    }

    @Test
    void anEjectionLastsAtLeast5SecondsAndAtMostHalfLonger() {
        pools.end(1, Outcome.FAILURE, 5);
        pools.clock.advance(Duration.ofMillis(4_999));
        assertThat(available()).doesNotContain(1);
        pools.clock.advance(Duration.ofMillis(2_501));
        assertThat(available()).contains(1);
    }

    @Test
    void theFirstFailureAfterItsReturnEjectsItForTwiceAsLong() {
        pools.end(1, Outcome.FAILURE, 5);
        pools.clock.advance(Duration.ofMillis(7_500));
        pools.end(1, Outcome.FAILURE, 1);
        pools.clock.advance(Duration.ofMillis(9_999));
        assertThat(available()).doesNotContain(1);
        pools.clock.advance(Duration.ofMillis(5_001));
        assertThat(available()).contains(1);
    }

    @Test
    void theFirstSuccessAfterItsReturnMakesItOneLikeOthers() {
        pools.end(1, Outcome.FAILURE, 5);
        pools.clock.advance(Duration.ofMillis(7_500));
        pools.end(1, Outcome.SUCCESS, 20);
        pools.end(1, Outcome.FAILURE, 4);
        assertThat(available()).contains(1);
    }

    @Test
    void noEjectionIsLongerThan300Seconds() {
        pools.end(1, Outcome.FAILURE, 5);
        for (int i = 0; i < 20; i++) {
            pools.clock.advance(Duration.ofMinutes(5));
            assertThat(available()).contains(1);
            pools.end(1, Outcome.FAILURE, 5);
        }
    }

    @Test
    void halfMayBeEjectedAndBeyondThatHealthIsIgnored() {
        pools.end(1, Outcome.FAILURE, 5);
        pools.end(2, Outcome.FAILURE, 5);
        assertThat(available()).containsExactly(3, 4);
        pools.end(3, Outcome.FAILURE, 5);
        assertThat(available()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aPanicAlsoComesWhenHealthyInstancesGo() {
        pools.end(1, Outcome.FAILURE, 5);
        pools.end(2, Outcome.FAILURE, 5);
        pools.instances = Instances.of(3);
        assertThat(available()).containsExactly(1, 2, 3);
    }

    @Test
    void inAPanicSuccessesEndEjectionsEarly() {
        for (int id = 1; id <= 3; id++) {
            pools.end(id, Outcome.FAILURE, 5);
        }
        pools.end(1, Outcome.SUCCESS, 5);
        assertThat(available()).containsExactly(1, 4);
        pools.end(2, Outcome.SUCCESS, 5);
        assertThat(available()).containsExactly(1, 2, 4);
    }

    @Test
    void theOnlyInstanceIsNeverEjected() {
        pools.instances = Instances.of(1);
        pools.end(1, Outcome.FAILURE, 50);
        assertThat(available()).containsExactly(1);
    }

    @Test
    void whatWasSeenOfAnInstanceOutlivesAChangeOfTheList() {
        pools.end(1, Outcome.FAILURE, 5);
        Backend before = pools.member(1);
        before.begin();
        pools.instances = List.of(Instances.one(1, 50, "a"), Instances.one(8, 100, "a"));
        assertThat(available()).containsExactly(8);
        assertThat(pools.member(1)).isEqualTo(before);
        assertThat(pools.member(1).inFlight()).isEqualTo(1);
        assertThat(pools.member(1).instance().weight()).isEqualTo(50);
    }

    @Test
    void aRestartedInstanceStartsWithoutItsPast() {
        pools.end(1, Outcome.FAILURE, 5);
        Instance reborn = Instances.one(1, 100, "a", InstanceState.UP, 2, 80);
        pools.instances = List.of(reborn, Instances.one(2, 100, "a"));
        assertThat(available()).containsExactly(1, 2);
    }

    @Test
    void threadsMayChooseWhileTheListChanges() throws Exception {
        List<List<Instance>> lists = List.of(Instances.of(4), Instances.of(3), Instances.of(2));
        AtomicInteger asked = new AtomicInteger();
        BackendPool pool = new BackendPool(
                () -> lists.get(asked.getAndIncrement() / 100 % 3),
                new PowerOfTwoChoices("a", ThreadLocalRandom::current),
                System::nanoTime,
                ThreadLocalRandom::current,
                () -> {});
        List<CompletableFuture<Void>> threads = IntStream.range(0, 4)
                .mapToObj(t -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        Backend chosen = requireNonNull(pool.choose(null, List.of()));
                        chosen.begin();
                        chosen.end(i % 3 == 0 ? Outcome.FAILURE : Outcome.SUCCESS, 1_000, System.nanoTime());
                    }
                }))
                .toList();
        for (CompletableFuture<Void> thread : threads) {
            thread.get(30, TimeUnit.SECONDS);
        }
        assertThat(pool.members().all())
                .allSatisfy(b -> assertThat(b.inFlight()).isZero());
    }

    private List<Integer> available() {
        return pools.available();
    }

    private void mixed(int hashId, int successes) {
        pools.end(hashId, Outcome.SUCCESS, successes);
        pools.end(hashId, Outcome.FAILURE, 1);
    }
}
