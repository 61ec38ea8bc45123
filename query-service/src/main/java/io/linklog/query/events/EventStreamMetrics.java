package io.linklog.query.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** What is counted of streams of events. Thread-safe. */
public final class EventStreamMetrics {

    /** Why a stream ended. */
    enum End {
        /** Its caller has gone. */
        CALLER,
        /** Its caller took nothing for too long. */
        STALLED,
        /** The process stops. */
        DRAINED,
        /** A fault of ours, or Kafka refuses. */
        FAILED
    }

    private final Counter refused;
    private final Counter told;
    private final Counter gaps;
    private final Counter unreadable;
    private final Map<End, Counter> ended = new EnumMap<>(End.class);

    public EventStreamMetrics(MeterRegistry registry, Set<EventStream> open) {
        Gauge.builder("linklog.event.streams", open, Set::size)
                .description("streams of events that are open")
                .register(registry);
        Gauge.builder(
                        "linklog.event.streams.lag",
                        open,
                        all -> all.stream().mapToLong(EventStream::lag).max().orElse(0))
                .description("records of the log that the slowest stream has not read yet")
                .register(registry);
        refused = Counter.builder("linklog.event.streams.refused")
                .description("streams turned away because there are as many as there may be")
                .register(registry);
        told = Counter.builder("linklog.event.messages")
                .description("events told to callers of streams")
                .register(registry);
        gaps = Counter.builder("linklog.event.gaps")
                .description("times that a caller was told that the log has lost what comes next")
                .register(registry);
        unreadable = Counter.builder("linklog.event.unreadable")
                .description("records that streams passed over because they cannot be read")
                .register(registry);
        for (End why : End.values()) {
            ended.put(
                    why,
                    Counter.builder("linklog.event.streams.ended")
                            .description("streams that have ended, by why")
                            .tag("why", why.name().toLowerCase(java.util.Locale.ROOT))
                            .register(registry));
        }
    }

    void refused() {
        refused.increment();
    }

    void told() {
        told.increment();
    }

    void gap() {
        gaps.increment();
    }

    void unreadable() {
        unreadable.increment();
    }

    void ended(End why) {
        ended.get(why).increment();
    }
}
