package io.linklog.mesh.canary;

/**
 * The requests that some instances served in a period.
 *
 * @param errors the number of requests with a 5xx answer
 * @param p99Millis the 99th percentile of the response time; 0 without requests
 */
public record Figures(long requests, long errors, double p99Millis) {

    /** No requests. */
    public static final Figures NONE = new Figures(0, 0, 0);

    /** @throws IllegalArgumentException if a number is negative, or there are more errors than requests */
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
