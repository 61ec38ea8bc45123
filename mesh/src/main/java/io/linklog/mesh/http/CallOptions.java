package io.linklog.mesh.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * About one call.
 *
 * @param deadline for the whole call with its retries; the one of the request being served, where there is one
 * @param key what the call is about, for services placed by hash; null for any instance
 */
public record CallOptions(Deadline deadline, @Nullable String key) {

    public static CallOptions within(Duration time) {
        return until(Deadline.after(time));
    }

    public static CallOptions until(Deadline deadline) {
        return new CallOptions(deadline, null);
    }

    public CallOptions about(String key) {
        return new CallOptions(deadline, key);
    }
}
