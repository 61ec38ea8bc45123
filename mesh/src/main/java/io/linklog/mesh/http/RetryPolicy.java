package io.linklog.mesh.http;

import io.linklog.mesh.balance.Outcome;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Which attempts may be repeated, and after what time. */
final class RetryPolicy {

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE");
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final long FIRST_BACKOFF_NANOS = 25_000_000;
    private static final int MAX_DOUBLINGS = 4;

    private RetryPolicy() {}

    /** A request that was not sent is repeatable. One that may have arrived is repeatable only if it is idempotent. */
    static boolean isRepeatable(HttpRequest request, Outcome outcome) {
        return switch (outcome) {
            case NOT_SENT -> true;
            case FAILURE ->
                IDEMPOTENT.contains(request.method())
                        || request.headers().firstValue(IDEMPOTENCY_KEY).isPresent();
            case SUCCESS, ABANDONED -> false;
        };
    }

    /**
     * The time before the next attempt, with full jitter: a random time up to 25 ms, doubled after each attempt, at
     * most 400 ms (Brooker, "Exponential Backoff and Jitter", AWS 2015). Short, because the next attempt goes to
     * another instance.
     *
     * @param attempts the attempts made so far, 1 or more
     */
    static Duration backoff(int attempts, RandomGenerator random) {
        long most = FIRST_BACKOFF_NANOS << Math.min(MAX_DOUBLINGS, attempts - 1);
        return Duration.ofNanos(random.nextLong(most + 1));
    }
}
