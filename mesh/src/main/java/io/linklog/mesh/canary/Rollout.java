package io.linklog.mesh.canary;

import io.linklog.mesh.route.Route;
import java.time.Instant;
import java.util.Optional;

/**
 * The rollout of one version of a service: a state machine whose inputs are observations and commands. Pure and
 * immutable. The route is a function of the rollout, so the two cannot contradict each other.
 *
 * @param stable the current version, which stays if the canary fails
 * @param canary the version that is rolled out
 */
public record Rollout(
        String service, String stable, String canary, RolloutPlan plan, Instant startedAt, RolloutProgress progress) {

    /** @throws IllegalArgumentException if the rollout is not valid; the message tells why */
    public Rollout {
        // checks the service and the versions
        Route.only(service, stable).withCanary(canary, 0);
        RolloutPlan.require(
                progress.step() >= 0 && progress.step() < plan.steps().size(),
                "'step' is " + progress.step() + ", but the number of steps is "
                        + plan.steps().size());
    }

    /** A rollout at its first step. */
    public static Rollout start(String service, String stable, String canary, RolloutPlan plan, Instant now) {
        return new Rollout(service, stable, canary, plan, now, RolloutProgress.start(now));
    }

    public Phase phase() {
        return progress.phase();
    }

    /** The canary's current share of the requests, in basis points. */
    public int weight() {
        return switch (phase()) {
            case RUNNING, PAUSED -> plan.steps().get(progress.step());
            case PROMOTED -> Route.WHOLE;
            case ROLLED_BACK -> 0;
        };
    }

    /** The route for this state. */
    public Route route() {
        return phase() == Phase.PROMOTED
                ? Route.only(service, canary)
                : Route.only(service, stable).withCanary(canary, weight());
    }

    /**
     * The next state after a comparison. Called once per interval.
     *
     * <p>Inconclusive comparisons do not interrupt a row of failures, because a lack of requests does not prove health.
     * A rollout that is paused by command is still compared: it may be rolled back, but it does not proceed.
     */
    public Rollout observe(Observation seen, Instant now) {
        if (phase().isOver()) {
            return this;
        }
        CanaryComparison comparison = CanaryComparison.of(plan, seen, progress.baseline(), weight(), now);
        Optional<Figures> remembered =
                seen.baseline().requests() >= plan.minRequests() ? Optional.of(seen.baseline()) : progress.baseline();
        return switch (comparison.verdict()) {
            case FAILED -> afterFailure(progress.withComparison(progress.failures() + 1, 0, comparison, remembered));
            case INCONCLUSIVE ->
                afterInconclusive(progress.withComparison(
                        progress.failures(), progress.inconclusive() + 1, comparison, remembered));
            case PASSED -> afterPass(progress.withComparison(0, 0, comparison, remembered));
        };
    }

    private Rollout afterFailure(RolloutProgress next) {
        String why = why(next);
        return next.failures() < plan.limits().failures()
                ? with(next)
                : with(next.withPhase(
                        Phase.ROLLED_BACK, false, next.at(), "failed " + next.failures() + " times in a row: " + why));
    }

    private Rollout afterInconclusive(RolloutProgress next) {
        return phase() == Phase.RUNNING && next.inconclusive() >= plan.limits().inconclusive()
                ? with(next.withPhase(
                        Phase.PAUSED,
                        false,
                        next.at(),
                        "inconclusive " + next.inconclusive() + " times in a row: " + why(next)))
                : with(next);
    }

    private Rollout afterPass(RolloutProgress next) {
        if (phase() == Phase.PAUSED && progress.held()) {
            return with(next);
        }
        if (next.step() == plan.steps().size() - 1) {
            return with(next.withPhase(Phase.PROMOTED, false, next.at(), "all steps passed: " + why(next)));
        }
        return with(next.withPhase(Phase.RUNNING, false, next.at(), next.why())
                .withStep(next.step() + 1, next.at(), "the previous step passed: " + why(next)));
    }

    private static String why(RolloutProgress next) {
        return next.last().map(CanaryComparison::why).orElseThrow();
    }

    /** By command: keeps the weight until {@link #resume}. */
    public Rollout pause(Instant now) {
        checkNotOver("pause");
        return with(progress.withPhase(Phase.PAUSED, true, now, "paused by command"));
    }

    /**
     * By command: continues from the current step.
     *
     * @throws IllegalStateException if the rollout is over or running
     */
    public Rollout resume(Instant now) {
        checkNotOver("resume");
        if (phase() == Phase.RUNNING) {
            throw new IllegalStateException("The rollout of " + canary + " is running, so there is nothing to resume");
        }
        RolloutProgress resumed = new RolloutProgress(
                Phase.RUNNING,
                false,
                progress.step(),
                progress.failures(),
                0,
                now,
                "resumed by command",
                progress.last(),
                progress.baseline());
        return with(resumed);
    }

    /** By command: ends the rollout; the canary gets no weight. */
    public Rollout abort(Instant now) {
        checkNotOver("abort");
        return with(progress.withPhase(Phase.ROLLED_BACK, false, now, "aborted by command"));
    }

    /** By command: ends the rollout; the canary becomes the stable version, whatever the comparisons said. */
    public Rollout promote(Instant now) {
        checkNotOver("promote");
        return with(progress.withPhase(Phase.PROMOTED, false, now, "promoted by command"));
    }

    private void checkNotOver(String command) {
        if (phase().isOver()) {
            throw new IllegalStateException("The rollout of " + canary + " is over (" + phase() + ", " + progress.why()
                    + "), so there is nothing to " + command + ". Begin another one with 'canary start'");
        }
    }

    private Rollout with(RolloutProgress next) {
        return new Rollout(service, stable, canary, plan, startedAt, next);
    }
}
