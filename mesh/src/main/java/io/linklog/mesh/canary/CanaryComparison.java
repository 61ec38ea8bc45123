package io.linklog.mesh.canary;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A canary beside its baseline, and what follows.
 *
 * @param weight the canary's share at that time, in basis points
 * @param why in words, with the numbers that decided
 */
public record CanaryComparison(
        Instant at, int weight, Figures canary, Figures baseline, Baseline compared, Verdict verdict, String why) {

    public enum Verdict {
        PASSED,
        FAILED,
        /** Too little was seen to say. */
        INCONCLUSIVE
    }

    /** @param remembered the stable version's figures from when it had enough requests */
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
        Limits limits = plan.limits();
        Verdict verdict;
        String why;
        double errorLimit = limits.errorLimit(baseline);
        // judged before enough was seen when even without a further error the limit would be passed: a canary that is
        // broken altogether must not go on because its share of the requests is small
        if (canary.errors() > errorLimit * Math.max(canary.requests(), plan.minRequests())) {
            verdict = Verdict.FAILED;
            why = String.format(
                    Locale.ROOT,
                    "%d of %d requests failed, at most %.2f %% may (baseline %.2f %%)",
                    canary.errors(),
                    canary.requests(),
                    100 * errorLimit,
                    100 * baseline.errorShare());
        } else if (seen.trouble().isPresent()) {
            verdict = Verdict.INCONCLUSIVE;
            why = seen.trouble().get();
        } else if (canary.requests() < plan.minRequests()) {
            verdict = Verdict.INCONCLUSIVE;
            why = String.format(
                    Locale.ROOT, "the canary served %d requests of %d needed", canary.requests(), plan.minRequests());
        } else if (baseline.requests() < plan.minRequests()) {
            verdict = Verdict.INCONCLUSIVE;
            why = String.format(
                    Locale.ROOT,
                    "the stable version served %d requests of %d needed for a baseline",
                    baseline.requests(),
                    plan.minRequests());
        } else if (canary.p99Millis() > limits.latencyLimit(baseline)) {
            verdict = Verdict.FAILED;
            why = String.format(
                    Locale.ROOT,
                    "p99 is %.2f ms, at most %.2f ms may be (baseline %.2f ms)",
                    canary.p99Millis(),
                    limits.latencyLimit(baseline),
                    baseline.p99Millis());
        } else {
            verdict = Verdict.PASSED;
            why = String.format(
                    Locale.ROOT,
                    "%.2f %% of %d requests failed (at most %.2f %%), p99 %.2f ms (at most %.2f ms)",
                    100 * canary.errorShare(),
                    canary.requests(),
                    100 * errorLimit,
                    canary.p99Millis(),
                    limits.latencyLimit(baseline));
        }
        return new CanaryComparison(at, weight, canary, baseline, compared, verdict, why);
    }
}
