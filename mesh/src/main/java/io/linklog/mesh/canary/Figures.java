package io.linklog.mesh.canary;

/**
 * What some instances have served in a while.
 *
 * @param errors of the requests, those answered 5xx
 * @param p99Millis 99th percentile of the time to answer; 0 without requests
 */
public record Figures(long requests, long errors, double p99Millis) {

    public static final Figures NONE = new Figures(0, 0, 0);

    /** @throws IllegalArgumentException for what cannot be */
    public Figures {
        RolloutPlan.require(requests >= 0 && errors >= 0 && errors <= requests, errors + " errors of " + requests);
        RolloutPlan.require(
                p99Millis >= 0 && p99Millis < Double.POSITIVE_INFINITY,
                "'p99Millis' is " + p99Millis + ", not a number from 0");
    }

    double errorShare() {
        return requests == 0 ? 0 : (double) errors / requests;
    }
}
