package io.linklog.mesh.canary;

import java.time.Instant;
import java.util.Optional;

/**
 * The progress of a rollout.
 *
 * @param held whether the pause is by command, and so ends only by command
 * @param step the index of the current step of the plan, or of the last one if the rollout is over
 * @param failures the comparisons that failed since the last one that passed
 * @param inconclusive the inconclusive comparisons since the last conclusive one
 * @param at when the progress was last written
 * @param why the reason for the phase, in words
 * @param last the latest comparison
 * @param baseline the last figures of the stable version with enough requests
 */
public record RolloutProgress(
        Phase phase,
        boolean held,
        int step,
        int failures,
        int inconclusive,
        Instant at,
        String why,
        Optional<CanaryComparison> last,
        Optional<Figures> baseline) {

    static RolloutProgress start(Instant now) {
        return new RolloutProgress(
                Phase.RUNNING, false, 0, 0, 0, now, "started by command", Optional.empty(), Optional.empty());
    }

    RolloutProgress withPhase(Phase next, boolean byCommand, Instant now, String reason) {
        return new RolloutProgress(next, byCommand, step, failures, inconclusive, now, reason, last, baseline);
    }

    RolloutProgress withStep(int nextStep, Instant now, String reason) {
        return new RolloutProgress(phase, held, nextStep, failures, inconclusive, now, reason, last, baseline);
    }

    RolloutProgress withComparison(
            int failed, int withoutResult, CanaryComparison comparison, Optional<Figures> remembered) {
        return new RolloutProgress(
                phase, held, step, failed, withoutResult, comparison.at(), why, Optional.of(comparison), remembered);
    }
}
