package io.linklog.mesh.balance;

/** How a request to one instance ended, as far as it says something of the instance. */
public enum Outcome {
    SUCCESS,
    /** It answered with an error of its own, or not in time, or broke off. */
    FAILURE,
    /** It could not be reached: counts as a failure, and the time that took says nothing of its latency. */
    NOT_SENT,
    /** Broken off by the caller, or for a reason that is not the instance's: says nothing. */
    ABANDONED
}
