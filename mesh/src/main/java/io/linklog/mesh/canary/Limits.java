package io.linklog.mesh.canary;

import java.time.Duration;

/**
 * When a canary is bad. It fails when its share of errors is above the greater of {@code errorFloor} and the baseline's
 * share + {@code errorSlack}, or its 99th percentile above {@code latencyFactor} × the baseline's +
 * {@code latencySlack}.
 *
 * @param errorFloor share of errors that is never held against it, 0 to 1
 * @param errorSlack share of errors allowed above the baseline's, 0 to 1
 * @param latencyFactor 1 or more
 * @param latencySlack so that a fast service is not judged by noise
 * @param failures in a row after which it is rolled back
 * @param inconclusive comparisons in a row after which the rollout pauses
 */
public record Limits(
        double errorFloor,
        double errorSlack,
        double latencyFactor,
        Duration latencySlack,
        int failures,
        int inconclusive) {

    /** 0.5 %, 0.5 points, 1.2 ×, 5 ms; back after 2 failures, paused after 5 without a result. */
    public static final Limits USUAL = new Limits(0.005, 0.005, 1.2, Duration.ofMillis(5), 2, 5);

    /** @throws IllegalArgumentException for a limit that means nothing, with the reason */
    public Limits {
        share("errorFloor", errorFloor);
        share("errorSlack", errorSlack);
        RolloutPlan.require(latencyFactor >= 1 && latencyFactor <= 1_000, "'latencyFactor' is not from 1 to 1000");
        RolloutPlan.require(
                !latencySlack.isNegative() && latencySlack.compareTo(Duration.ofMinutes(1)) <= 0,
                "'latencySlack' is not from 0 to one minute");
        RolloutPlan.require(failures >= 1 && failures <= 100, "'failures' is not from 1 to 100");
        RolloutPlan.require(inconclusive >= 1 && inconclusive <= 1_000, "'inconclusive' is not from 1 to 1000");
    }

    private static void share(String name, double value) {
        RolloutPlan.require(value >= 0 && value <= 1, "'" + name + "' is not from 0 to 1");
    }

    /** The share of errors above which a canary fails. */
    double errorLimit(Figures baseline) {
        return Math.max(errorFloor, baseline.errorShare() + errorSlack);
    }

    /** The 99th percentile above which it fails, in milliseconds. */
    double latencyLimit(Figures baseline) {
        return latencyFactor * baseline.p99Millis() + latencySlack.toNanos() / 1e6;
    }
}
