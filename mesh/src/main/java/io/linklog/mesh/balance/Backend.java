package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An instance and what this client has seen of it. Two are equal when they are the same life (id and generation) of an
 * instance, also when its weight or state has changed between. Thread-safe.
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

    /** Requests of this client that it has not answered yet. */
    public int inFlight() {
        return statistics.inFlightCounter().get();
    }

    AtomicInteger inFlightCounter() {
        return statistics.inFlightCounter();
    }

    /** A request is about to be sent: {@link #end} follows, exactly once. */
    public void begin() {
        statistics.begin();
    }

    /**
     * The request is done with.
     *
     * @param elapsedNanos since {@link #begin}
     * @param now of the clock that the pool was given, nanoseconds
     */
    public void end(Outcome outcome, long elapsedNanos, long now) {
        statistics.end(outcome, elapsedNanos, now);
    }

    /** Set aside as an outlier; says nothing of whether a panic lets it take part all the same. */
    public boolean ejected(long now) {
        return statistics.ejected(now);
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
