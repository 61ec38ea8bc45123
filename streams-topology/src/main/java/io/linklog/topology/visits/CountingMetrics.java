package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what becomes of visits. Counted when taken, not when committed: a transaction that fails is counted twice. */
public final class CountingMetrics {

    private final Counter humans;
    private final Counter bots;
    private final Counter orphans;
    private final Counter repeated;
    private final Counter missing;
    private final Counter written;

    public CountingMetrics(MeterRegistry registry) {
        this.humans = counted(registry, "human");
        this.bots = counted(registry, "bot");
        this.orphans = counted(registry, "orphan");
        this.repeated = Counter.builder("linklog.visits.repeated")
                .description("visits that came again and were not counted again")
                .register(registry);
        this.missing = Counter.builder("linklog.visits.missing")
                .description("visits that never came though later ones of their journal did")
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
            orphans.increment();
        } else if (visit.getBot() != null) {
            bots.increment();
        } else {
            humans.increment();
        }
    }

    void repeated() {
        repeated.increment();
    }

    void missing(long count) {
        if (count > 0) {
            missing.increment((double) count);
        }
    }

    void written(int rows) {
        written.increment(rows);
    }
}
