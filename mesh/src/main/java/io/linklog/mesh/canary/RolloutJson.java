package io.linklog.mesh.canary;

import static io.linklog.mesh.etcd.JsonCodec.requireRange;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link Rollout} as JSON in etcd. */
record RolloutJson(
        String service,
        String stable,
        String canary,
        Instant startedAt,
        Phase phase,
        boolean held,
        int step,
        int failures,
        int inconclusive,
        Instant at,
        String why,
        PlanJson plan,
        @Nullable ComparisonJson last,
        @Nullable Figures baseline) {

    private static final JsonCodec<RolloutJson> CODEC = new JsonCodec<>(RolloutJson.class, 1);

    static String write(Rollout rollout) {
        RolloutProgress progress = rollout.progress();
        return CODEC.write(new RolloutJson(
                rollout.service(),
                rollout.stable(),
                rollout.canary(),
                rollout.startedAt(),
                progress.phase(),
                progress.held(),
                progress.step(),
                progress.failures(),
                progress.inconclusive(),
                progress.at(),
                progress.why(),
                PlanJson.of(rollout.plan()),
                progress.last().map(ComparisonJson::of).orElse(null),
                progress.baseline().orElse(null)));
    }

    static Rollout read(RolloutKeys keys, Etcd.Entry entry) throws MalformedValueException {
        return CODEC.read(entry.value(), json -> json.rollout(keys, entry.key()));
    }

    private Rollout rollout(RolloutKeys keys, String key) {
        if (!key.equals(keys.of(service))) {
            throw new IllegalArgumentException("the value names another service, " + service);
        }
        return new Rollout(service, stable, canary, plan.plan(), startedAt, progress());
    }

    private RolloutProgress progress() {
        return new RolloutProgress(
                phase,
                held,
                step,
                requireRange("failures", failures, 0, Integer.MAX_VALUE),
                requireRange("inconclusive", inconclusive, 0, Integer.MAX_VALUE),
                at,
                why,
                Optional.ofNullable(last).map(ComparisonJson::comparison),
                Optional.ofNullable(baseline));
    }

    record PlanJson(long intervalMillis, int minRequests, List<Integer> steps, LimitsJson limits) {

        static PlanJson of(RolloutPlan plan) {
            return new PlanJson(
                    plan.interval().toMillis(), plan.minRequests(), plan.steps(), LimitsJson.of(plan.limits()));
        }

        RolloutPlan plan() {
            return new RolloutPlan(steps, Duration.ofMillis(intervalMillis), minRequests, limits.limits());
        }
    }

    record LimitsJson(
            double errorFloor,
            double errorSlack,
            double latencyFactor,
            long latencySlackMillis,
            int failures,
            int inconclusive) {

        static LimitsJson of(Limits limits) {
            return new LimitsJson(
                    limits.errorFloor(),
                    limits.errorSlack(),
                    limits.latencyFactor(),
                    limits.latencySlack().toMillis(),
                    limits.failures(),
                    limits.inconclusive());
        }

        Limits limits() {
            return new Limits(
                    errorFloor,
                    errorSlack,
                    latencyFactor,
                    Duration.ofMillis(latencySlackMillis),
                    failures,
                    inconclusive);
        }
    }

    record ComparisonJson(
            Instant at,
            int weight,
            Baseline compared,
            CanaryComparison.Verdict verdict,
            String why,
            Figures canary,
            Figures baseline) {

        static ComparisonJson of(CanaryComparison comparison) {
            return new ComparisonJson(
                    comparison.at(),
                    comparison.weight(),
                    comparison.compared(),
                    comparison.verdict(),
                    comparison.why(),
                    comparison.canary(),
                    comparison.baseline());
        }

        CanaryComparison comparison() {
            return new CanaryComparison(
                    at, requireRange("weight", weight, 0, Route.WHOLE), canary, baseline, compared, verdict, why);
        }
    }
}
