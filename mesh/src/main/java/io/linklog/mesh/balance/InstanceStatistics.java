package io.linklog.mesh.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What this client has seen of one life (id and generation) of an instance. Thread-safe. */
final class InstanceStatistics {

    /** Weighs a request in flight at an instance that never answered: more than any latency. Finagle's does so too. */
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

    boolean ejected(long now) {
        return health.ejected(now);
    }

    long ejectedUntil() {
        return health.until();
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
                // an instance that fails at once must not look fast, or it would draw all requests to itself
                case FAILURE -> latency.observe(Math.max((double) elapsedNanos, latency.last()), now);
                case NOT_SENT, ABANDONED -> {}
            }
            ejected = (outcome == Outcome.FAILURE || outcome == Outcome.NOT_SENT) && health.failed(now, random.get());
            returned = outcome == Outcome.SUCCESS && health.succeeded(now);
        }
        if (ejected || returned) {
            listener.changed(ejected);
        }
    }

    /**
     * What another request here would cost: expected latency, the more the more are in flight.
     *
     * @param share of one in flight: less at an instance of more weight than others
     */
    double cost(double share, long now) {
        int waiting = inFlight.get();
        if (waiting == 0) {
            return latency.faded(now);
        }
        // not faded: as long as an answer is due, time that passes is no reason to think better of the instance
        double known = latency.last();
        return (known == 0 ? UNKNOWN_NANOS : known) * (1 + waiting * share);
    }

    /** Told, outside any lock, that an instance was ejected or came back before its time. */
    @FunctionalInterface
    interface HealthListener {
        void changed(boolean ejected);
    }
}
