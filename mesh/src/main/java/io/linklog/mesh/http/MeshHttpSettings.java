package io.linklog.mesh.http;

import java.time.Duration;

/**
 * How a client calls.
 *
 * @param connectTimeout for a TCP connection; one that is not there in it counts as not sent
 * @param attemptTimeout for one attempt, from choosing an instance to the last byte of its answer; shorter than usual
 *     deadlines, so that one silent instance leaves time for another
 * @param maxAttempts of one call, the first included
 * @param maxInFlight calls of one service at a time; more are refused at once, and nothing queues
 * @param maxResponseBytes of a response body; a longer one fails the call
 */
public record MeshHttpSettings(
        Duration connectTimeout, Duration attemptTimeout, int maxAttempts, int maxInFlight, int maxResponseBytes) {

    public MeshHttpSettings {
        if (maxAttempts < 1 || maxInFlight < 1 || maxResponseBytes < 0) {
            throw new IllegalArgumentException(
                    "A client needs at least one attempt and one call in flight, and room for " + "a response: "
                            + maxAttempts + ", " + maxInFlight + ", " + maxResponseBytes);
        }
    }

    /** 250 ms, 1 s, 3 attempts (as Resilience4j), 1024 in flight (as Envoy), 1 MiB. */
    public static MeshHttpSettings defaults() {
        return new MeshHttpSettings(Duration.ofMillis(250), Duration.ofSeconds(1), 3, 1024, 1 << 20);
    }
}
