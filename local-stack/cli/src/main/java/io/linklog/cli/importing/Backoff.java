package io.linklog.cli.importing;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: exponential with full jitter, so that those who failed together do not come
 * back together (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Not thread-safe.
 */
final class Backoff {

    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(5);

    private final DoubleSupplier random;
    private int failures;

    /** @param random numbers from 0 to 1 */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** To be called when something was achieved. */
    void reset() {
        failures = 0;
    }

    /**
     * The next pause.
     *
     * @param atLeast what the service asked for
     */
    Duration next(Duration atLeast) {
        long bound = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 20));
        failures++;
        Duration pause = Duration.ofMillis(Math.max(1, Math.round(bound * random.getAsDouble())));
        return pause.compareTo(atLeast) < 0 ? atLeast.plus(pause) : pause;
    }
}
