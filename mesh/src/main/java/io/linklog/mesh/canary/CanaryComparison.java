package io.linklog.mesh.canary;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A comparison of a canary with its baseline, with the verdict.
 *
 * @param weight the canary's share at that time, in basis points
 * @param why the reason in words, with the numbers that decided
 */
public record CanaryComparison(
        Instant at, int weight, Figures canary, Figures baseline, Baseline compared, Verdict verdict, String why) {

    public enum Verdict {
        PASSED,
        FAILED,
        /** There is not enough data for a verdict. */
        INCONCLUSIVE
    }

    /** @param remembered earlier figures of the stable version, from when it had enough requests */
    static CanaryComparison of(
            RolloutPlan plan, Observation seen, Optional<Figures> remembered, int weight, Instant at) {
        Figures canary = seen.canary();
        if (seen.gone()) {
            return new CanaryComparison(
                    at,
                    weight,
                    canary,
                    seen.baseline(),
                    seen.compared(),
                    Verdict.FAILED,
                    "no instance of the canary is UP");
        }
        boolean fresh = seen.baseline().requests() >= plan.minRequests();
        Figures baseline = fresh ? seen.baseline() : remembered.orElse(seen.baseline());
        Baseline compared = fresh || remembered.isEmpty() ? seen.compared() : Baseline.EARLIER;
        Judgement judgement = judge(plan, canary, baseline, seen.trouble());
        return new CanaryComparison(at, weight, canary, baseline, compared, judgement.verdict(), judgement.why());
    }

    private record Judgement(Verdict verdict, String why) {

        /** @param why a format, filled in English whatever the locale of the process */
        static Judgement of(Verdict verdict, String why, Object... figures) {
            return new Judgement(verdict, String.format(Locale.ROOT, why, figures));
        }
    }

    private static Judgement judge(RolloutPlan plan, Figures canary, Figures baseline, Optional<String> trouble) {
        double errorLimit = plan.limits().errorLimit(baseline);
        double latencyLimit = plan.limits().latencyLimit(baseline);
        // fails before it has enough requests if its errors exceed the limit even when all further requests succeed: a
        // broken canary must not continue because its share of the requests is small
        if (canary.errors() > errorLimit * Math.max(canary.requests(), plan.minRequests())) {
            return Judgement.of(
                    Verdict.FAILED,
                    "%d of %d requests failed, the limit is %.2f %% (baseline %.2f %%)",
                    canary.errors(),
                    canary.requests(),
                    100 * errorLimit,
                    100 * baseline.errorShare());
        }
        if (trouble.isPresent()) {
            return new Judgement(Verdict.INCONCLUSIVE, trouble.get());
        }
        if (canary.requests() < plan.minRequests()) {
            return Judgement.of(
                    Verdict.INCONCLUSIVE,
                    "the canary served %d of the %d requests that are needed",
                    canary.requests(),
                    plan.minRequests());
        }
        if (baseline.requests() < plan.minRequests()) {
            return Judgement.of(
                    Verdict.INCONCLUSIVE,
                    "the stable version served %d of the %d requests that are needed for a baseline",
                    baseline.requests(),
                    plan.minRequests());
        }
        if (canary.p99Millis() > latencyLimit) {
            return Judgement.of(
                    Verdict.FAILED,
                    "p99 is %.2f ms, the limit is %.2f ms (baseline %.2f ms)",
                    canary.p99Millis(),
                    latencyLimit,
                    baseline.p99Millis());
        }
        return Judgement.of(
                Verdict.PASSED,
                "%.2f %% of %d requests failed (limit %.2f %%), p99 %.2f ms (limit %.2f ms)",
                100 * canary.errorShare(),
                canary.requests(),
                100 * errorLimit,
                canary.p99Millis(),
                latencyLimit);
    }
}
