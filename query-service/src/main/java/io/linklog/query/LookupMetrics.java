package io.linklog.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What is counted of look-ups that memory could not answer. Thread-safe. */
final class LookupMetrics {

    private final Map<Fence.Passage, Counter> fences = new EnumMap<>(Fence.Passage.class);
    private final Counter failedLoads;

    LookupMetrics(MeterRegistry registry) {
        for (Fence.Passage passage : Fence.Passage.values()) {
            fences.put(
                    passage,
                    Counter.builder("linklog.query.fence")
                            .description("misses that asked whether the log was read to its end, by what came of it")
                            .tag("outcome", passage.name())
                            .register(registry));
        }
        failedLoads = Counter.builder("linklog.query.loads.failed")
                .description("loads of a link that Cassandra did not answer in time")
                .register(registry);
    }

    void fence(Fence.Passage passage) {
        fences.get(passage).increment();
    }

    void loadFailed() {
        failedLoads.increment();
    }
}
