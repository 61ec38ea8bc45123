package io.linklog.projector.webhook;

import io.linklog.kit.KafkaSettings;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of hooks: small, because there may be many of them beside the projections. */
final class HookConsumer {

    private HookConsumer() {}

    static Consumer<byte[], byte[]> open(KafkaSettings kafka, String group) {
        return new KafkaConsumer<>(
                kafka.client(Map.ofEntries(
                        Map.entry(ConsumerConfig.GROUP_ID_CONFIG, group),
                        Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                        // each partition is sought to where the hook wants it; what is gone from the log is counted
                        Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
                        Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                        Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100),
                        // 32 hooks with 24 partitions each must fit beside the projections
                        Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 512 * 1024),
                        Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 * 1024),
                        // as for projections: a killed instance's partitions go to another after so long
                        Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000),
                        Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000),
                        Map.entry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic"),
                        Map.entry(
                                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                                CooperativeStickyAssignor.class.getName()))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
