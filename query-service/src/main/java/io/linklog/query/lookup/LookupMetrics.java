package io.linklog.query.lookup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What is counted of look-ups that memory could not answer. Thread-safe. */
public final class LookupMetrics {

    private final Map<LogFence.Passage, Counter> fences = new EnumMap<>(LogFence.Passage.class);
    private final Counter failedLoads;

    public LookupMetrics(MeterRegistry registry) {
        for (LogFence.Passage passage : LogFence.Passage.values()) {
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

    void fence(LogFence.Passage passage) {
        fences.get(passage).increment();
    }

    void loadFailed() {
        failedLoads.increment();
    }
}
