package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An instance with the statistics of this client. Two backends are equal if they have the same id and generation, even
 * if the weight or the state differs. Thread-safe.
 */
public final class Backend {

    private final Instance instance;
    private final InstanceStatistics statistics;

    Backend(Instance instance, InstanceStatistics statistics) {
        this.instance = instance;
        this.statistics = statistics;
    }

    public Instance instance() {
        return instance;
    }

    /** The number of requests of this client that are in flight. */
    public int inFlight() {
        return statistics.inFlightCounter().get();
    }

    AtomicInteger inFlightCounter() {
        return statistics.inFlightCounter();
    }

    /** Call before a request is sent; then call {@link #end} exactly once. */
    public void begin() {
        statistics.begin();
    }

    /**
     * Call after a request has ended.
     *
     * @param elapsedNanos the time since {@link #begin}
     * @param now the time of the pool's clock, in nanoseconds
     */
    public void end(Outcome outcome, long elapsedNanos, long now) {
        statistics.end(outcome, elapsedNanos, now);
    }

    /** Whether the instance is ejected as an outlier. During a panic it may get requests all the same. */
    public boolean isEjected(long now) {
        return statistics.isEjected(now);
    }

    long ejectedUntil() {
        return statistics.ejectedUntil();
    }

    double cost(double share, long now) {
        return statistics.cost(share, now);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Backend that && that.statistics == statistics;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(statistics);
    }

    @Override
    public String toString() {
        return instance.service() + "/" + instance.id() + "@" + instance.host() + ":" + instance.port();
    }
}
