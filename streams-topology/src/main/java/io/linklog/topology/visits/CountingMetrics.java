package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;

/** Counts what becomes of visits. Counted when taken, not when committed: a transaction that fails is counted twice. */
public final class CountingMetrics {

    private final BooleanSupplier holds;
    private final Counter humans;
    private final Counter bots;
    private final Counter orphans;
    private final Counter repeated;
    private final Counter missing;
    private final Counter refused;
    private final Counter written;

    /** @param holds whether what is counted is what readers read: a recount beside it does not show */
    public CountingMetrics(MeterRegistry registry, BooleanSupplier holds) {
        this.holds = holds;
        this.humans = counted(registry, "human");
        this.bots = counted(registry, "bot");
        this.orphans = counted(registry, "orphan");
        this.repeated = Counter.builder("linklog.visits.repeated")
                .description("visits that came again and were not counted again")
                .register(registry);
        this.missing = Counter.builder("linklog.visits.missing")
                .description("visits that never came though later ones of their journal did")
                .register(registry);
        this.refused = Counter.builder("linklog.visits.refused")
                .description("visits of a time that does not count: in visits.dlq, in no total")
                .register(registry);
        this.written = Counter.builder("linklog.visits.totals.written")
                .description("rows of totals sent to visit-stats")
                .register(registry);
    }

    private static Counter counted(MeterRegistry registry, String who) {
        return Counter.builder("linklog.visits.counted")
                .description("visits counted, orphan visits apart")
                .tag("who", who)
                .register(registry);
    }

    void counted(Visit visit) {
        if (visit.getKind() != VisitKind.REDIRECT) {
            increment(orphans, 1);
        } else if (visit.getBot() != null) {
            increment(bots, 1);
        } else {
            increment(humans, 1);
        }
    }

    void repeated() {
        increment(repeated, 1);
    }

    void missing(long count) {
        increment(missing, count);
    }

    void refused() {
        increment(refused, 1);
    }

    void written(int rows) {
        increment(written, rows);
    }

    private void increment(Counter counter, long by) {
        if (by > 0 && holds.getAsBoolean()) {
            counter.increment(by);
        }
    }
}
