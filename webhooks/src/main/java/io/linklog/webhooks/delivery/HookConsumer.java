package io.linklog.webhooks.delivery;

import io.linklog.kit.kafka.GroupSettings;
import io.linklog.kit.kafka.KafkaSettings;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of hooks: small, because there may be many of them beside the projections. */
final class HookConsumer {

    private HookConsumer() {}

    static Consumer<byte[], byte[]> open(KafkaSettings kafka, String group) {
        return new KafkaConsumer<>(
                kafka.client(GroupSettings.member(
                        group,
                        Map.of(
                                // each partition is sought to where the hook wants it; what is gone from the log is
                                // counted
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "none",
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                100,
                                // 32 hooks with 24 partitions each must fit beside the projections
                                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                                512 * 1024,
                                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                64 * 1024))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
