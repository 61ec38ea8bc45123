package io.linklog.cli.importing.delivery;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The pauses between attempts: exponential with full jitter, to spread callers that failed together (Brooker,
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Not thread-safe.
 */
public final class Backoff {

    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(5);

    private final DoubleSupplier random;
    private int failures;

    /** @param random numbers from 0 to 1 */
    public Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** To be called after progress: the next pause is a short one. */
    void reset() {
        failures = 0;
    }

    /**
     * The next pause.
     *
     * @param atLeast the pause that the service asks for; zero for none
     */
    Duration next(Duration atLeast) {
        long bound = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 20));
        failures++;
        Duration pause = Duration.ofMillis(Math.max(1, Math.round(bound * random.getAsDouble())));
        return pause.compareTo(atLeast) < 0 ? atLeast.plus(pause) : pause;
    }
}
