package io.linklog.mesh.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Any comparisons and commands in any order. */
class RolloutPropertiesTest {

    private static final RolloutKeys KEYS = new RolloutKeys(KeySpace.LINKLOG);

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    /** What can happen to a rollout. */
    private interface Step {
        Rollout on(Rollout rollout);
    }

    @Property(tries = 1_000)
    void weightIsAlwaysAStepAndMovesByOneStepPerPassedComparison(
            @ForAll("plans") RolloutPlan plan, @ForAll("observations") List<Observation> seen) {
        Rollout rollout = Rollout.start("query", "1", "2", plan, NOW);
        int passes = 0;
        int failures = 0;
        for (Observation observation : seen) {
            Rollout next = rollout.observe(observation, NOW);
            if (rollout.phase().isOver()) {
                assertThat(next).isSameAs(rollout);
                continue;
            }
            CanaryComparison.Verdict verdict =
                    next.progress().last().orElseThrow().verdict();
            switch (verdict) {
                case PASSED -> {
                    passes++;
                    failures = 0;
                    assertThat(next.phase()).isIn(Phase.RUNNING, Phase.PROMOTED);
                }
                case FAILED -> {
                    failures++;
                    assertThat(next.phase() == Phase.ROLLED_BACK)
                            .isEqualTo(failures == plan.limits().failures());
                }
                case INCONCLUSIVE -> assertThat(next.weight()).isEqualTo(rollout.weight());
            }
            if (next.phase() == Phase.PROMOTED) {
                assertThat(passes).isEqualTo(plan.steps().size());
            } else if (next.phase() == Phase.ROLLED_BACK) {
                assertThat(next.weight()).isZero();
            } else {
                assertThat(next.weight()).isEqualTo(plan.steps().get(passes));
            }
            rollout = next;
        }
    }

    @Property(tries = 1_000)
    void everyStateSurvivesWritingAndReadingAndHasAMatchingRoute(
            @ForAll("plans") RolloutPlan plan, @ForAll("steps") List<Step> steps) throws Exception {
        Rollout rollout = Rollout.start("query", "1", "2", plan, NOW);
        for (Step step : steps) {
            Phase before = rollout.phase();
            rollout = step.on(rollout);
            if (before.isOver()) {
                assertThat(rollout.phase()).isEqualTo(before);
            }
            assertThat(RolloutJson.read(KEYS, new Etcd.Entry(KEYS.of("query"), RolloutJson.write(rollout), 1, 1, 0)))
                    .isEqualTo(rollout);
            Route route = rollout.route();
            if (rollout.phase() == Phase.PROMOTED) {
                assertThat(route).isEqualTo(Route.only("query", "2"));
            } else {
                assertThat(route).isEqualTo(Route.only("query", "1").withCanary("2", rollout.weight()));
            }
        }
    }

    @Provide
    Arbitrary<RolloutPlan> plans() {
        Arbitrary<List<Integer>> steps = Arbitraries.integers()
                .between(1, 9_999)
                .list()
                .ofMaxSize(6)
                .map(some -> {
                    TreeSet<Integer> sorted = new TreeSet<>(some);
                    sorted.add(10_000);
                    return List.copyOf(sorted);
                });
        return Combinators.combine(
                        steps,
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4))
                .as((list, failures, inconclusive) -> new RolloutPlan(
                        list,
                        Duration.ofMinutes(1),
                        200,
                        new Limits(0.005, 0.005, 1.2, Duration.ofMillis(5), failures, inconclusive)));
    }

    @Provide
    Arbitrary<List<Observation>> observations() {
        return observation().list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> seen = observation().map(observation -> rollout -> rollout.observe(observation, NOW));
        Arbitrary<Step> commanded = Arbitraries.<Step>of(
                        rollout -> rollout.pause(NOW),
                        rollout -> rollout.resume(NOW),
                        rollout -> rollout.abort(NOW),
                        rollout -> rollout.promote(NOW))
                .map(command -> rollout -> {
                    try {
                        return command.on(rollout);
                    } catch (IllegalStateException refused) {
                        return rollout;
                    }
                });
        return Arbitraries.frequencyOf(Tuple.of(8, seen), Tuple.of(1, commanded))
                .list()
                .ofMaxSize(30);
    }

    private static Arbitrary<Observation> observation() {
        Arbitrary<Figures> figures = Combinators.combine(
                        Arbitraries.longs().between(0, 2_000),
                        Arbitraries.of(0.0, 0.0, 0.0, 0.001, 0.006, 0.02, 1.0),
                        Arbitraries.of(0.5, 2.0, 2.0, 8.0, 100.0))
                .as((requests, errors, p99) -> new Figures(requests, (long) (requests * errors), p99));
        Arbitrary<Observation> compared = Combinators.combine(
                        figures, figures, Arbitraries.of(Baseline.SAME_AGE, Baseline.FLEET))
                .as(Observation::of);
        return Arbitraries.frequencyOf(
                Tuple.of(10, compared),
                Tuple.of(1, Arbitraries.just(Observation.unknown("no answer"))),
                Tuple.of(1, Arbitraries.just(Observation.canaryGone())),
                Tuple.of(
                        1,
                        compared.map(seen -> new Observation(
                                seen.canary(), seen.baseline(), seen.compared(), Optional.of("half of it"), false))));
    }
}
