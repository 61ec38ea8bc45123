package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;

/** Counts visits when they are processed and not when they are committed: a repeated transaction counts twice. */
public final class CountingMetrics {

    private final BooleanSupplier isCurrent;
    private final Counter humans;
    private final Counter bots;
    private final Counter orphans;
    private final Counter repeats;
    private final Counter missing;
    private final Counter refusals;
    private final Counter rows;

    /** @param isCurrent whether readers read this generation; a recount beside it does not change the metrics */
    public CountingMetrics(MeterRegistry registry, BooleanSupplier isCurrent) {
        this.isCurrent = isCurrent;
        this.humans = visits(registry, "human");
        this.bots = visits(registry, "bot");
        this.orphans = visits(registry, "orphan");
        this.repeats = Counter.builder("linklog.visits.repeated")
                .description("visits that arrived again and were not counted again")
                .register(registry);
        this.missing = Counter.builder("linklog.visits.missing")
                .description("visits that never arrived although later ones of their journal did")
                .register(registry);
        this.refusals = Counter.builder("linklog.visits.refused")
                .description("visits that are too old or in the future; they are in visits.dlq and in no total")
                .register(registry);
        this.rows = Counter.builder("linklog.visits.totals.written")
                .description("rows of totals sent to visit-stats")
                .register(registry);
    }

    private static Counter visits(MeterRegistry registry, String who) {
        return Counter.builder("linklog.visits.counted")
                .description("visits counted; orphan visits have a tag of their own")
                .tag("who", who)
                .register(registry);
    }

    void countVisit(Visit visit) {
        if (visit.getKind() != VisitKind.REDIRECT) {
            increment(orphans, 1);
        } else if (visit.getBot() != null) {
            increment(bots, 1);
        } else {
            increment(humans, 1);
        }
    }

    void countRepeat() {
        increment(repeats, 1);
    }

    void countMissing(long visits) {
        increment(missing, visits);
    }

    void countRefusal() {
        increment(refusals, 1);
    }

    void countRows(int written) {
        increment(rows, written);
    }

    private void increment(Counter counter, long by) {
        if (by > 0 && isCurrent.getAsBoolean()) {
            counter.increment(by);
        }
    }
}
