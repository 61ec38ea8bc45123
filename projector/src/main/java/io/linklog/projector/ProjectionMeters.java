package io.linklog.projector;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/** What a projection counts. Thread-safe. */
public final class ProjectionMeters {

    private record Lag(AtomicLong events, Gauge gauge) {}

    private final MeterRegistry registry;
    private final Counter events;
    private final Counter retries;
    private final Counter deadLetters;
    private final Timer writes;
    private final AtomicLong keyspace = new AtomicLong();
    private final Map<Integer, Lag> lags = new ConcurrentHashMap<>();

    public ProjectionMeters(MeterRegistry registry) {
        this.registry = registry;
        this.events = Counter.builder("linklog.projector.events")
                .description("events whose rows are written")
                .register(registry);
        this.retries = Counter.builder("linklog.projector.retries")
                .description("writes that failed and were tried again")
                .register(registry);
        this.deadLetters = Counter.builder("linklog.projector.dead.letters")
                .description("records that could not be read and went to the dead-letter topic")
                .register(registry);
        this.writes = Timer.builder("linklog.projector.writes")
                .description("time of one write, seconds")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        Gauge.builder("linklog.projector.keyspace", keyspace, AtomicLong::doubleValue)
                .description("number of the keyspace that is being written")
                .register(registry);
    }

    void written(long nanos) {
        writes.record(nanos, TimeUnit.NANOSECONDS);
    }

    void retried() {
        retries.increment();
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void projected(int count) {
        events.increment(count);
    }

    void keyspace(Keyspace name) {
        keyspace.set(name.number());
    }

    void lag(TopicPartition partition, long behind) {
        lags.computeIfAbsent(partition.partition(), this::newLag).events.set(behind);
    }

    /** These partitions are another instance's now. */
    void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Lag lag = lags.remove(partition.partition());
            if (lag != null) {
                registry.remove(lag.gauge);
            }
        }
    }

    private Lag newLag(int partition) {
        AtomicLong behind = new AtomicLong();
        return new Lag(
                behind,
                Gauge.builder("linklog.projector.lag", behind, AtomicLong::doubleValue)
                        .description("events of the partition that are not written yet")
                        .tags(Tags.of("partition", Integer.toString(partition)))
                        .register(registry));
    }

    /** Events written since the start. */
    public long events() {
        return (long) events.count();
    }

    /** Records that could not be read since the start. */
    public long deadLetters() {
        return (long) deadLetters.count();
    }
}
