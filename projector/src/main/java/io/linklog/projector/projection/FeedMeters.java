package io.linklog.projector.projection;

import io.linklog.kit.cassandra.ProjectedFeed;
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

/** The metrics of one feed. Thread-safe. */
final class FeedMeters {

    private record Lag(AtomicLong records, Gauge gauge) {}

    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter records;
    private final Counter retries;
    private final Counter deadLetters;
    private final Timer writes;
    private final Map<Integer, Lag> lags = new ConcurrentHashMap<>();

    FeedMeters(MeterRegistry registry, ProjectedFeed feed) {
        this.registry = registry;
        this.tags = Tags.of("topic", feed.topic().name(), "feed", feed.id());
        this.records = Counter.builder("linklog.projector.events")
                .description("records whose rows are written")
                .tags(tags)
                .register(registry);
        this.retries = Counter.builder("linklog.projector.retries")
                .description("writes that failed and were repeated")
                .tags(tags)
                .register(registry);
        this.deadLetters = Counter.builder("linklog.projector.dead.letters")
                .description("records that could not be read and went to the dead-letter topic")
                .tags(tags)
                .register(registry);
        this.writes = Timer.builder("linklog.projector.writes")
                .description("duration of one write in seconds")
                .tags(tags)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    void recordWrite(long nanos) {
        writes.record(nanos, TimeUnit.NANOSECONDS);
    }

    void countRetry() {
        retries.increment();
    }

    void countDeadLetter() {
        deadLetters.increment();
    }

    void countRecords(int count) {
        records.increment(count);
    }

    long deadLetters() {
        return (long) deadLetters.count();
    }

    void setLag(TopicPartition partition, long behind) {
        lags.computeIfAbsent(partition.partition(), this::newLag).records.set(behind);
    }

    /** Removes the lag of partitions that are no longer assigned. */
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
                        .description("records of the partition that are not written yet")
                        .tags(tags)
                        .tag("partition", Integer.toString(partition))
                        .register(registry));
    }
}
