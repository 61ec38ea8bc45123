package io.linklog.query.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Counts event streams and their messages. Thread-safe. */
public final class EventStreamMetrics {

    /** Why a stream ended. */
    enum End {
        /** The caller disconnected. */
        CALLER,
        /** The caller read nothing for too long. */
        STALLED,
        /** The process is stopping. */
        DRAINED,
        /** A fault of this service, or Kafka refuses a request. */
        FAILED
    }

    private final Counter refused;
    private final Counter messages;
    private final Counter gaps;
    private final Counter unreadable;
    private final Map<End, Counter> ended = new EnumMap<>(End.class);

    public EventStreamMetrics(MeterRegistry registry, Set<EventStream> open) {
        Gauge.builder("linklog.event.streams", open, Set::size)
                .description("open event streams")
                .register(registry);
        Gauge.builder(
                        "linklog.event.streams.lag",
                        open,
                        all -> all.stream().mapToLong(EventStream::lag).max().orElse(0))
                .description("records of the log that the slowest stream has not read yet")
                .register(registry);
        refused = Counter.builder("linklog.event.streams.refused")
                .description("streams refused because the maximum was reached")
                .register(registry);
        messages = Counter.builder("linklog.event.messages")
                .description("events sent to callers of streams")
                .register(registry);
        gaps = Counter.builder("linklog.event.gaps")
                .description("messages that reported lost records to a caller")
                .register(registry);
        unreadable = Counter.builder("linklog.event.unreadable")
                .description("unreadable records that streams skipped")
                .register(registry);
        for (End why : End.values()) {
            ended.put(
                    why,
                    Counter.builder("linklog.event.streams.ended")
                            .description("streams that have ended, by reason")
                            .tag("why", why.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void countRefused() {
        refused.increment();
    }

    void countMessage() {
        messages.increment();
    }

    void countGap() {
        gaps.increment();
    }

    void countUnreadable() {
        unreadable.increment();
    }

    void countEnd(End why) {
        Objects.requireNonNull(ended.get(why), why.name()).increment();
    }
}
