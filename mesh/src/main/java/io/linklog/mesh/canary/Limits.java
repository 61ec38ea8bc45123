package io.linklog.mesh.canary;

import java.time.Duration;

/**
 * The limits of a canary. It fails if its share of errors exceeds both {@code errorFloor} and the baseline's share +
 * {@code errorSlack}, or if its 99th percentile exceeds {@code latencyFactor} × the baseline's + {@code latencySlack}.
 *
 * @param errorFloor a share of errors that is always accepted, 0 to 1
 * @param errorSlack the share of errors accepted above the baseline's, 0 to 1
 * @param latencyFactor 1 or more
 * @param latencySlack keeps noise from deciding about a fast service
 * @param failures the number of consecutive failures after which the canary is rolled back
 * @param inconclusive the number of consecutive inconclusive comparisons after which the rollout pauses
 */
public record Limits(
        double errorFloor,
        double errorSlack,
        double latencyFactor,
        Duration latencySlack,
        int failures,
        int inconclusive) {

    /** 0.5 %, 0.5 points, 1.2 ×, 5 ms; rolls back after 2 failures, pauses after 5 inconclusive comparisons. */
    public static final Limits USUAL = new Limits(0.005, 0.005, 1.2, Duration.ofMillis(5), 2, 5);

    /** @throws IllegalArgumentException if a limit is out of range; the message names it */
    public Limits {
        checkShare("errorFloor", errorFloor);
        checkShare("errorSlack", errorSlack);
        RolloutPlan.require(latencyFactor >= 1 && latencyFactor <= 1_000, "'latencyFactor' is not from 1 to 1000");
        RolloutPlan.require(
                !latencySlack.isNegative() && latencySlack.compareTo(Duration.ofMinutes(1)) <= 0,
                "'latencySlack' is not from 0 to one minute");
        RolloutPlan.require(failures >= 1 && failures <= 100, "'failures' is not from 1 to 100");
        RolloutPlan.require(inconclusive >= 1 && inconclusive <= 1_000, "'inconclusive' is not from 1 to 1000");
    }

    private static void checkShare(String name, double value) {
        RolloutPlan.require(value >= 0 && value <= 1, "'" + name + "' is not from 0 to 1");
    }

    /** The share of errors above which a canary fails. */
    double errorLimit(Figures baseline) {
        return Math.max(errorFloor, baseline.errorShare() + errorSlack);
    }

    /** The 99th percentile above which a canary fails, in milliseconds. */
    double latencyLimit(Figures baseline) {
        return latencyFactor * baseline.p99Millis() + latencySlack.toNanos() / 1e6;
    }
}
