package io.linklog.mesh.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final RolloutPlan PLAN = new RolloutPlan(
            List.of(100, 5_000, 10_000),
            Duration.ofMinutes(1),
            200,
            new Limits(0.005, 0.005, 1.2, Duration.ofMillis(5), 2, 3));

    private final Rollout started = Rollout.start("query", "1", "2", PLAN, NOW);

    @Test
    void promotesAGoodCanaryAfterTheLastStep() {
        assertThat(started.weight()).isEqualTo(100);
        Rollout second = started.observe(good(), NOW);
        assertThat(second.weight()).isEqualTo(5_000);
        Rollout third = second.observe(good(), NOW);
        assertThat(third.weight()).isEqualTo(10_000);
        assertThat(third.phase()).isEqualTo(Phase.RUNNING);
        assertThat(third.route()).isEqualTo(Route.only("query", "1").withCanary("2", 10_000));
        Rollout over = third.observe(good(), NOW);
        assertThat(over.phase()).isEqualTo(Phase.PROMOTED);
        assertThat(over.route()).isEqualTo(Route.only("query", "2"));
    }

    @Test
    void rollsBackAfterTwoFailuresInARowButNotAfterOne() {
        Rollout once = started.observe(bad(), NOW);
        assertThat(once.phase()).isEqualTo(Phase.RUNNING);
        assertThat(once.weight()).isEqualTo(100);
        assertThat(once.observe(good(), NOW).observe(bad(), NOW).phase()).isEqualTo(Phase.RUNNING);

        Rollout back = once.observe(bad(), NOW);
        assertThat(back.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(back.route()).isEqualTo(Route.only("query", "1").withCanary("2", 0));
        assertThat(back.progress().why()).contains("2 times in a row").contains("250 of 500");
        assertThat(back.observe(good(), NOW)).isSameAs(back);
    }

    @Test
    void pausesOnTooFewRequestsAndResumesOnEnough() {
        Rollout paused = started.observe(few(), NOW).observe(few(), NOW).observe(few(), NOW);
        assertThat(paused.phase()).isEqualTo(Phase.PAUSED);
        assertThat(paused.weight()).isEqualTo(100);
        assertThat(paused.progress().why()).contains("served 10 of the 200 requests");
        assertThat(paused.observe(few(), NOW).phase()).isEqualTo(Phase.PAUSED);
        Rollout on = paused.observe(good(), NOW);
        assertThat(on.phase()).isEqualTo(Phase.RUNNING);
        assertThat(on.weight()).isEqualTo(5_000);
    }

    @Test
    void pausesIfMetricsAreUnreachableAndTellsWhy() {
        Observation unknown = Observation.unknown("http://a/metrics does not answer");
        Rollout paused = started.observe(unknown, NOW).observe(unknown, NOW).observe(unknown, NOW);
        assertThat(paused.phase()).isEqualTo(Phase.PAUSED);
        assertThat(paused.progress().why()).contains("http://a/metrics does not answer");
    }

    @Test
    void countsFailuresAsInARowAcrossInconclusiveComparisons() {
        Rollout back = started.observe(bad(), NOW).observe(few(), NOW).observe(bad(), NOW);
        assertThat(back.phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void waitsForACommandWhenPausedByCommandButStillRollsBack() {
        Rollout paused = started.pause(NOW);
        assertThat(paused.observe(good(), NOW).phase()).isEqualTo(Phase.PAUSED);
        assertThat(paused.observe(good(), NOW).weight()).isEqualTo(100);
        assertThat(paused.observe(bad(), NOW).observe(bad(), NOW).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(paused.resume(NOW).observe(good(), NOW).weight()).isEqualTo(5_000);
    }

    @Test
    void failsIfTheCanaryHasNoInstanceLeft() {
        Rollout back = started.observe(Observation.canaryGone(), NOW).observe(Observation.canaryGone(), NOW);
        assertThat(back.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(back.progress().why()).contains("no instance of the canary");
    }

    @Test
    void comparesWithEarlierFiguresOfTheStableVersionAtFullWeight() {
        Rollout last = started.observe(good(), NOW).observe(good(), NOW);
        Rollout judged = last.observe(Observation.of(figures(500, 0, 2), Figures.NONE, Baseline.FLEET), NOW);
        assertThat(judged.phase()).isEqualTo(Phase.PROMOTED);
        assertThat(judged.progress().last().orElseThrow().compared()).isEqualTo(Baseline.EARLIER);
        Rollout slow = last.observe(Observation.of(figures(500, 0, 200), Figures.NONE, Baseline.FLEET), NOW);
        assertThat(slow.progress().failures()).isEqualTo(1);
    }

    @Test
    void isInconclusiveWithoutABaselineUnlessErrorsExceedTheFloor() {
        Observation alone = Observation.of(figures(500, 0, 2), Figures.NONE, Baseline.FLEET);
        assertThat(verdict(alone)).isEqualTo(CanaryComparison.Verdict.INCONCLUSIVE);
        assertThat(verdict(Observation.of(figures(500, 3, 2), Figures.NONE, Baseline.FLEET)))
                .isEqualTo(CanaryComparison.Verdict.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        // requests, errors and p99 of the canary; errors of 1000 and p99 of the baseline; the verdict
        "1000, 5, 2,    0, 2,   PASSED", // at the floor of 0.5 %
        "1000, 6, 2,    0, 2,   FAILED",
        "1000, 15, 2,   10, 2,  PASSED", // half a point above a baseline of 1 %
        "1000, 16, 2,   10, 2,  FAILED",
        "1000, 0, 17,   0, 10,  PASSED", // 1.2 x and 5 ms
        "1000, 0, 17.1, 0, 10,  FAILED",
        "199, 0, 2,     0, 2,   INCONCLUSIVE",
        "200, 0, 2,     0, 2,   PASSED",
        "2, 1, 2,       0, 2,   INCONCLUSIVE", // one of 200 would be 0.5 %
        "2, 2, 2,       0, 2,   FAILED", // two of 200 are more, whatever follows
    })
    void comparisonsApplyTheLimits(
            long requests,
            long errors,
            double p99,
            long baselineErrors,
            double baselineP99,
            CanaryComparison.Verdict verdict) {
        assertThat(verdict(Observation.of(
                        figures(requests, errors, p99), figures(1_000, baselineErrors, baselineP99), Baseline.FLEET)))
                .isEqualTo(verdict);
    }

    @Test
    void commandsEndTheRolloutAndAreRefusedAfterItsEnd() {
        assertThat(started.abort(NOW).weight()).isZero();
        assertThat(started.abort(NOW).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(started.promote(NOW).route()).isEqualTo(Route.only("query", "2"));
        Rollout over = started.abort(NOW);
        assertThatThrownBy(() -> over.promote(NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("aborted by command")
                .hasMessageContaining("canary start");
        assertThatThrownBy(() -> over.pause(NOW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> over.resume(NOW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> over.abort(NOW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> started.resume(NOW)).hasMessageContaining("nothing to resume");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''          | 1 to 50",
                "100         | end with 100",
                "500,100,10000 | must grow",
                "0,10000     | must grow",
                "100,100,10000 | must grow",
                "100,10001   | end with 100",
            })
    void rejectsInvalidSteps(String steps, String reason) {
        List<Integer> list = steps.isEmpty()
                ? List.of()
                : List.of(steps.split(",")).stream().map(Integer::valueOf).toList();
        assertThatThrownBy(() -> new RolloutPlan(list, Duration.ofMinutes(1), 200, Limits.USUAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private CanaryComparison.Verdict verdict(Observation seen) {
        return started.observe(seen, NOW).progress().last().orElseThrow().verdict();
    }

    private static Observation good() {
        return Observation.of(figures(500, 0, 2), figures(500, 0, 2), Baseline.SAME_AGE);
    }

    private static Observation bad() {
        return Observation.of(figures(500, 250, 2), figures(500, 0, 2), Baseline.SAME_AGE);
    }

    private static Observation few() {
        return Observation.of(figures(10, 0, 2), figures(500, 0, 2), Baseline.SAME_AGE);
    }

    private static Figures figures(long requests, long errors, double p99) {
        return new Figures(requests, errors, p99);
    }
}
