package io.linklog.mesh.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of one call.
 *
 * @param deadline the deadline of the whole call, retries included; while a request is served, the deadline of that
 *     request
 * @param key the subject of the call, for balancers that place by key; null for any instance
 */
public record CallOptions(Deadline deadline, @Nullable String key) {

    /** A deadline that is this time from now, no key. */
    public static CallOptions within(Duration time) {
        return until(Deadline.after(time));
    }

    /** This deadline, no key. */
    public static CallOptions until(Deadline deadline) {
        return new CallOptions(deadline, null);
    }

    /** The same deadline with a key. */
    public CallOptions about(String key) {
        return new CallOptions(deadline, key);
    }
}
