package io.linklog.mesh.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of one call.
 *
 * @param deadline the deadline of the whole call, retries included; while a request is served, the deadline of that
 *     request
 * @param key the subject of the call, for balancers that place by key; null for any instance
 * @param attempt the time limit of one attempt; null for that of the client
 */
public record CallOptions(
        Deadline deadline, @Nullable String key, @Nullable Duration attempt) {

    /** A deadline that is this time from now. */
    public static CallOptions within(Duration time) {
        return until(Deadline.after(time));
    }

    /** This deadline, no key, attempts as the client makes them. */
    public static CallOptions until(Deadline deadline) {
        return new CallOptions(deadline, null, null);
    }

    /** The same with a key. */
    public CallOptions about(String key) {
        return new CallOptions(deadline, key, attempt);
    }

    /** The same with another time limit of one attempt. */
    public CallOptions withAttempts(Duration limit) {
        return new CallOptions(deadline, key, limit);
    }
}
