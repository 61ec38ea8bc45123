package io.linklog.query.visitlog;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** The meters of the journal. */
final class VisitLogMetrics {

    private VisitLogMetrics() {}

    /** @param failed counts visits that could not be logged because of a fault */
    static void register(MeterRegistry registry, VisitJournal journal, LongAdder failed) {
        FunctionCounter.builder("linklog.visits.failed", failed, LongAdder::sum)
                .description("visits that were answered but not logged because of a fault; see the log of the service")
                .register(registry);
        FunctionCounter.builder(
                        "linklog.visits.logged",
                        journal,
                        j -> Arrays.stream(j.sequences()).sum())
                .description("visits written to the journal since the start")
                .register(registry);
        FunctionCounter.builder(
                        "linklog.visits.dropped",
                        journal,
                        j -> Arrays.stream(j.dropped()).sum())
                .description("visits that were not logged because the journal was full or could not grow")
                .register(registry);
        Gauge.builder("linklog.visits.pending", journal, VisitJournal::pendingBytes)
                .baseUnit("bytes")
                .description("visits in the journal that Kafka does not have yet")
                .register(registry);
    }
}
