package io.linklog.kit.process;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;

/**
 * Keeps the few meters of Kafka's clients and of Kafka Streams that tell something no meter of ours tells. All of them
 * are thousands: a page of 1.2 MB at each scrape of the topology, one meter for each task, node and store.
 */
final class KafkaMeters implements MeterFilter {

    private static final String PREFIX = "kafka.";

    private static final Set<String> KEPT = Set.of(
            // sends that were repeated or given up; the client logs nothing about the former
            "kafka.producer.record.retry.total",
            "kafka.producer.record.error.total",
            "kafka.producer.request.latency.max",
            // how far a reader is behind, and how often its partitions moved
            "kafka.consumer.fetch.manager.records.lag.max",
            "kafka.consumer.coordinator.rebalance.total",
            // what a create waits for
            "kafka.stream.thread.commit.latency.max",
            "kafka.stream.thread.process.latency.max",
            "kafka.stream.failed.stream.threads");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return !id.getName().startsWith(PREFIX) || KEPT.contains(id.getName())
                ? MeterFilterReply.NEUTRAL
                : MeterFilterReply.DENY;
    }
}
