package io.linklog.mesh.balance;

import java.util.function.LongSupplier;

/**
 * How many retries a service's callers may make: a token bucket that each request fills by 0.2 and each second by 10,
 * and each retry empties by 1. So a service that fails wholly sees at most 20 % more requests, not three times as many;
 * the 10 a second let rare callers retry at all. Rates from Finagle's {@code RetryBudget}.
 *
 * <p>Holds at most 100, ten seconds' worth: what is saved up in good times does not become a storm in bad ones. Starts
 * with 10. Thread-safe.
 */
public final class RetryBudget {

    private static final double PER_REQUEST = 0.2;
    private static final double PER_SECOND = 10;
    private static final double MOST = 100;

    private final LongSupplier clock;
    private double tokens = PER_SECOND;
    private long filledAt;

    /** @param clock {@code System::nanoTime} */
    public RetryBudget(LongSupplier clock) {
        this.clock = clock;
        this.filledAt = clock.getAsLong();
    }

    /** A request, which is not a retry, is made. */
    public synchronized void request() {
        tokens = Math.min(MOST, tokens + PER_REQUEST);
    }

    /** Whether a retry may be made now; if so it is taken from the budget. */
    public synchronized boolean tryRetry() {
        long now = clock.getAsLong();
        tokens = Math.min(MOST, tokens + (now - filledAt) / 1e9 * PER_SECOND);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
