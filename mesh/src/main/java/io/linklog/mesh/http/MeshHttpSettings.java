package io.linklog.mesh.http;

import java.time.Duration;

/**
 * Settings of a {@link MeshHttpClient}.
 *
 * @param connectTimeout the time limit of a TCP connection; a request without a connection counts as not sent
 * @param attemptTimeout the time limit of one attempt, from the choice of an instance to the last byte of its answer;
 *     shorter than usual deadlines, so a silent instance leaves time for another attempt; a call may have its own
 * @param maxAttempts the number of attempts of one call, the first one included
 * @param maxInFlight the number of concurrent calls of one service; further calls fail at once, they do not queue
 * @param maxResponseBytes the size limit of a response body; a longer one fails the call
 */
public record MeshHttpSettings(
        Duration connectTimeout, Duration attemptTimeout, int maxAttempts, int maxInFlight, int maxResponseBytes) {

    public MeshHttpSettings {
        if (maxAttempts < 1 || maxInFlight < 1 || maxResponseBytes < 0) {
            throw new IllegalArgumentException(
                    "Need maxAttempts >= 1, maxInFlight >= 1 and maxResponseBytes >= 0, but they are " + maxAttempts
                            + ", " + maxInFlight + " and " + maxResponseBytes);
        }
    }

    /** 250 ms to connect, 1 s and 3 attempts (as Resilience4j), 1024 calls in flight (as Envoy), 1 MiB. */
    public static MeshHttpSettings defaults() {
        return new MeshHttpSettings(Duration.ofMillis(250), Duration.ofSeconds(1), 3, 1024, 1 << 20);
    }
}
