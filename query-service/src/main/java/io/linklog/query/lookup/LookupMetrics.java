package io.linklog.query.lookup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts the look-ups that memory could not answer. Thread-safe. */
public final class LookupMetrics {

    private final Map<LogFence.Passage, Counter> fences = new EnumMap<>(LogFence.Passage.class);
    private final Counter failedLoads;

    public LookupMetrics(MeterRegistry registry) {
        for (LogFence.Passage passage : LogFence.Passage.values()) {
            fences.put(
                    passage,
                    Counter.builder("linklog.query.fence")
                            .description("misses that waited for the log to be read to its end, by outcome")
                            .tag("outcome", passage.name())
                            .register(registry));
        }
        failedLoads = Counter.builder("linklog.query.loads.failed")
                .description("loads of a link that failed or exceeded the deadline")
                .register(registry);
    }

    void fence(LogFence.Passage passage) {
        Objects.requireNonNull(fences.get(passage), passage.name()).increment();
    }

    void loadFailed() {
        failedLoads.increment();
    }
}
