package io.linklog.mesh.balance;

/** How a request to one instance ended, as far as it tells something about the instance. */
public enum Outcome {
    SUCCESS,
    /** The instance answered with a server error, did not answer in time, or closed the connection. */
    FAILURE,
    /** The instance could not be reached. Counts as a failure, but not for its latency. */
    NOT_SENT,
    /** Cancelled by the caller, or failed for a reason outside the instance. Does not count. */
    ABANDONED
}
