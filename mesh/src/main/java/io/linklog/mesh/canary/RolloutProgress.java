package io.linklog.mesh.canary;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a rollout is.
 *
 * @param held whether a pause is by command, and so ends by command only
 * @param step index into the plan's steps: the one it is at, or was at when it ended
 * @param failures comparisons that failed since the last that passed
 * @param inconclusive comparisons without a result since the last that had one
 * @param at when it was last written
 * @param why the phase is what it is, in words
 * @param last the latest comparison
 * @param baseline figures of the stable version from the last time that it had enough requests
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

    static RolloutProgress started(Instant now) {
        return new RolloutProgress(
                Phase.RUNNING, false, 0, 0, 0, now, "started by command", Optional.empty(), Optional.empty());
    }

    RolloutProgress in(Phase next, boolean byCommand, Instant now, String reason) {
        return new RolloutProgress(next, byCommand, step, failures, inconclusive, now, reason, last, baseline);
    }

    RolloutProgress at(int nextStep, Instant now, String reason) {
        return new RolloutProgress(phase, held, nextStep, failures, inconclusive, now, reason, last, baseline);
    }

    RolloutProgress counted(int failed, int withoutResult, CanaryComparison comparison, Optional<Figures> remembered) {
        return new RolloutProgress(
                phase, held, step, failed, withoutResult, comparison.at(), why, Optional.of(comparison), remembered);
    }
}
