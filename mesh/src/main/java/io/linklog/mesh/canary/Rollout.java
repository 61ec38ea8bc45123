package io.linklog.mesh.canary;

import io.linklog.mesh.route.Route;
import java.time.Instant;
import java.util.Optional;

/**
 * The rollout of one version of a service, from its start to its end: what follows from what was seen and commanded,
 * and which route belongs to it. Pure and immutable; its route is a function of it, so that the two cannot contradict.
 *
 * @param stable version that serves, and serves on if the canary is bad
 * @param canary version that is rolled out
 */
public record Rollout(
        String service, String stable, String canary, RolloutPlan plan, Instant startedAt, RolloutProgress progress) {

    /** @throws IllegalArgumentException for a rollout that means nothing, with the reason */
    public Rollout {
        // service and versions have the rules of a route
        Route.only(service, stable).withCanary(canary, 0);
        RolloutPlan.require(
                progress.step() >= 0 && progress.step() < plan.steps().size(),
                "'step' is " + progress.step() + ", but there are "
                        + plan.steps().size());
    }

    /** A rollout at its first step. */
    public static Rollout start(String service, String stable, String canary, RolloutPlan plan, Instant now) {
        return new Rollout(service, stable, canary, plan, now, RolloutProgress.started(now));
    }

    public Phase phase() {
        return progress.phase();
    }

    /** The share of the requests that the canary is to have now, in basis points. */
    public int weight() {
        return switch (phase()) {
            case RUNNING, PAUSED -> plan.steps().get(progress.step());
            case PROMOTED -> Route.WHOLE;
            case ROLLED_BACK -> 0;
        };
    }

    /** The route that belongs to this state. */
    public Route route() {
        return phase() == Phase.PROMOTED
                ? Route.only(service, canary)
                : Route.only(service, stable).withCanary(canary, weight());
    }

    /**
     * What follows from a comparison. Asked once an interval.
     *
     * <p>Failures count as being in a row also when comparisons without a result lie between them: want of requests is
     * no proof of health. A rollout that pauses by command goes on being watched, and is rolled back but never led on.
     */
    public Rollout observe(Observation seen, Instant now) {
        if (phase().isOver()) {
            return this;
        }
        CanaryComparison comparison = CanaryComparison.of(plan, seen, progress.baseline(), weight(), now);
        Optional<Figures> remembered =
                seen.baseline().requests() >= plan.minRequests() ? Optional.of(seen.baseline()) : progress.baseline();
        return switch (comparison.verdict()) {
            case FAILED -> failed(progress.counted(progress.failures() + 1, 0, comparison, remembered));
            case INCONCLUSIVE ->
                inconclusive(
                        progress.counted(progress.failures(), progress.inconclusive() + 1, comparison, remembered));
            case PASSED -> passed(progress.counted(0, 0, comparison, remembered));
        };
    }

    private Rollout failed(RolloutProgress next) {
        String why = why(next);
        return next.failures() < plan.limits().failures()
                ? with(next)
                : with(next.in(
                        Phase.ROLLED_BACK, false, next.at(), "failed " + next.failures() + " times in a row: " + why));
    }

    private Rollout inconclusive(RolloutProgress next) {
        return phase() == Phase.RUNNING && next.inconclusive() >= plan.limits().inconclusive()
                ? with(next.in(
                        Phase.PAUSED,
                        false,
                        next.at(),
                        "no result " + next.inconclusive() + " times in a row: " + why(next)))
                : with(next);
    }

    private Rollout passed(RolloutProgress next) {
        if (phase() == Phase.PAUSED && progress.held()) {
            return with(next);
        }
        if (next.step() == plan.steps().size() - 1) {
            return with(next.in(Phase.PROMOTED, false, next.at(), "all steps passed: " + why(next)));
        }
        return with(next.in(Phase.RUNNING, false, next.at(), next.why())
                .at(next.step() + 1, next.at(), "the step before passed: " + why(next)));
    }

    private static String why(RolloutProgress next) {
        return next.last().map(CanaryComparison::why).orElseThrow();
    }

    /** By command: stays at its weight until {@link #resume}. */
    public Rollout pause(Instant now) {
        notOver("pause");
        return with(progress.in(Phase.PAUSED, true, now, "paused by command"));
    }

    /**
     * By command: goes on from where it is.
     *
     * @throws IllegalStateException when it is over or not paused
     */
    public Rollout resume(Instant now) {
        notOver("resume");
        if (phase() == Phase.RUNNING) {
            throw new IllegalStateException("The rollout of " + canary + " is running, there is nothing to resume");
        }
        RolloutProgress afresh = new RolloutProgress(
                Phase.RUNNING,
                false,
                progress.step(),
                progress.failures(),
                0,
                now,
                "resumed by command",
                progress.last(),
                progress.baseline());
        return with(afresh);
    }

    /** By command: ends with no weight for the canary. */
    public Rollout abort(Instant now) {
        notOver("abort");
        return with(progress.in(Phase.ROLLED_BACK, false, now, "aborted by command"));
    }

    /** By command: ends with the canary as the stable version, whatever was seen of it. */
    public Rollout promote(Instant now) {
        notOver("promote");
        return with(progress.in(Phase.PROMOTED, false, now, "promoted by command"));
    }

    private void notOver(String command) {
        if (phase().isOver()) {
            throw new IllegalStateException("The rollout of " + canary + " is over (" + phase() + ", " + progress.why()
                    + "), there is nothing to " + command + ". Begin another one with 'canary start'");
        }
    }

    private Rollout with(RolloutProgress next) {
        return new Rollout(service, stable, canary, plan, startedAt, next);
    }
}
