package io.linklog.webhooks.delivery;

import io.linklog.kit.kafka.GroupSettings;
import io.linklog.kit.kafka.KafkaSettings;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Opens consumers of hooks. They fetch little at once, because a process may have many of them. */
final class HookConsumer {

    private HookConsumer() {}

    static Consumer<byte[], byte[]> open(KafkaSettings kafka, String group) {
        return new KafkaConsumer<>(
                kafka.client(GroupSettings.member(
                        group,
                        Map.of(
                                // the member seeks each partition itself, and counts records that were deleted
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "none",
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                100,
                                // 32 hooks with 24 partitions each must fit into the heap beside the projections
                                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                                512 * 1024,
                                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                64 * 1024))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
