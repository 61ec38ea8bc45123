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

/** Consumers of one topic as bytes, so that a record that cannot be read fails alone. */
final class FeedConsumer {

    private static final Duration METADATA_DEADLINE = Duration.ofSeconds(5);

    private FeedConsumer() {}

    static Consumer<byte[], byte[]> open(KafkaSettings kafka, String group, int pollRecords) {
        return new KafkaConsumer<>(
                kafka.client(GroupSettings.member(
                        group,
                        Map.of(
                                // a group without offsets is one whose keyspace is empty
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                pollRecords,
                                // a backlog is fetched in pieces that fit beside each other in a small heap, not in 50
                                // MiB
                                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                                8 * 1024 * 1024,
                                // a few events more in each poll: nobody waits for these 20 ms, readers have the log
                                // itself, and at 1,000 events a second it saves half of the fetches and commits
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
