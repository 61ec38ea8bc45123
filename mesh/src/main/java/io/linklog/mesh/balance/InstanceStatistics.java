package io.linklog.mesh.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The statistics of this client about one instance (one id and generation). Thread-safe. */
final class InstanceStatistics {

    /** The cost of a request in flight at an instance without an answer yet: above any latency, as in Finagle. */
    private static final double UNKNOWN_NANOS = 1e18;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final PeakEwma latency;
    private final OutlierDetector health;
    private final Supplier<RandomGenerator> random;
    private final HealthListener listener;

    InstanceStatistics(long now, Supplier<RandomGenerator> random, HealthListener listener) {
        this.latency = new PeakEwma(now);
        this.health = new OutlierDetector(now);
        this.random = random;
        this.listener = listener;
    }

    AtomicInteger inFlightCounter() {
        return inFlight;
    }

    boolean isEjected(long now) {
        return health.isEjected(now);
    }

    long ejectedUntil() {
        return health.ejectedUntil();
    }

    void begin() {
        inFlight.incrementAndGet();
    }

    void end(Outcome outcome, long elapsedNanos, long now) {
        inFlight.decrementAndGet();
        boolean ejected;
        boolean returned;
        synchronized (this) {
            switch (outcome) {
                case SUCCESS -> latency.observe((double) elapsedNanos, now);
                // an instance that fails at once must not look fast, or it would attract all requests
                case FAILURE -> latency.observe(Math.max((double) elapsedNanos, latency.last()), now);
                case NOT_SENT, ABANDONED -> {}
            }
            ejected =
                    (outcome == Outcome.FAILURE || outcome == Outcome.NOT_SENT) && health.onFailure(now, random.get());
            returned = outcome == Outcome.SUCCESS && health.onSuccess(now);
        }
        if (ejected || returned) {
            listener.onHealthChange(ejected);
        }
    }

    /**
     * The cost of one more request: the expected latency, which grows with the requests in flight.
     *
     * @param share how much one request in flight counts; less at an instance with more weight than others
     */
    double cost(double share, long now) {
        int waiting = inFlight.get();
        if (waiting == 0) {
            return latency.decayedCost(now);
        }
        // not decayed: while an answer is due, the passing of time must not make the instance look better
        double known = latency.last();
        return (known == 0 ? UNKNOWN_NANOS : known) * (1 + waiting * share);
    }

    /** Called without a lock when an instance was ejected, or returned before the end of its ejection. */
    @FunctionalInterface
    interface HealthListener {
        void onHealthChange(boolean ejected);
    }
}
