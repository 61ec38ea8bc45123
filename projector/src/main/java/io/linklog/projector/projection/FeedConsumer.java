package io.linklog.projector.projection;

import io.linklog.kit.kafka.GroupSettings;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.schemas.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Opens consumers of one topic. They return bytes, because one unreadable record must not fail a whole poll. */
final class FeedConsumer {

    private static final Duration METADATA_DEADLINE = Duration.ofSeconds(5);

    private FeedConsumer() {}

    static Consumer<byte[], byte[]> open(KafkaSettings kafka, String group, int pollRecords) {
        return new KafkaConsumer<>(
                kafka.client(GroupSettings.member(
                        group,
                        Map.of(
                                // a group without offsets means an empty keyspace: read from the beginning
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                pollRecords,
                                // bounds the memory for a backlog; the default of 50 MiB is too much for a small heap
                                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                                8 * 1024 * 1024,
                                // larger polls: at 1,000 events a second this halves the fetches and commits; no reader
                                // waits for these 20 ms, because query-service reads the log itself
                                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                                16 * 1024,
                                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                                20))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static void assignAll(Consumer<byte[], byte[]> consumer, Topic topic) {
        List<TopicPartition> all = consumer.partitionsFor(topic.name(), METADATA_DEADLINE).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (all.isEmpty()) {
            throw new UnknownTopicOrPartitionException("There is no topic " + topic.name());
        }
        consumer.assign(all);
    }
}
