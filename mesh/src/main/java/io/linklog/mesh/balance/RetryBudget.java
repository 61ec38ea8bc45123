package io.linklog.mesh.balance;

import java.util.function.LongSupplier;

/**
 * Limits the retries to one service: a token bucket. Each request adds 0.2 tokens, each second adds 10, and each retry
 * takes 1. So a service that fails completely gets at most 20 % more requests, not three times as many. The 10 tokens a
 * second allow retries at low rates. The rates are those of Finagle's {@code RetryBudget}.
 *
 * <p>The bucket holds at most 100 tokens, ten seconds' worth, so savings of good times do not become a retry storm. It
 * starts with 10. Thread-safe.
 */
public final class RetryBudget {

    private static final double PER_REQUEST = 0.2;
    private static final double PER_SECOND = 10;
    private static final double CAPACITY = 100;

    private final LongSupplier clock;
    private double tokens = PER_SECOND;
    private long filledAt;

    /** @param clock nanoseconds, as {@code System::nanoTime} */
    public RetryBudget(LongSupplier clock) {
        this.clock = clock;
        this.filledAt = clock.getAsLong();
    }

    /** Records a request that is not a retry. */
    public synchronized void addRequest() {
        tokens = Math.min(CAPACITY, tokens + PER_REQUEST);
    }

    /** Whether a retry is allowed now; if so, takes it from the budget. */
    public synchronized boolean tryRetry() {
        long now = clock.getAsLong();
        tokens = Math.min(CAPACITY, tokens + (now - filledAt) / 1e9 * PER_SECOND);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
