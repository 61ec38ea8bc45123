package io.linklog.kit.kafka;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.kit.process.Startup;
import io.linklog.schemas.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A small compacted topic that a process holds in memory: read from its beginning, then followed without a consumer
 * group. While Kafka is away, what is known remains.
 */
final class FollowedTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);

    private final java.util.function.Consumer<ConsumerRecord<String, byte[]>> taker;
    private final Consumer<String, byte[]> consumer;
    private final Loop loop;

    /**
     * Waits for Kafka and reads the records that there are; then follows the topic.
     *
     * @param taker gets each committed record at least once, on one thread at a time; if it throws, the record comes
     *     again
     */
    FollowedTopic(
            Topic topic,
            KafkaSettings kafka,
            InstalledTopics topics,
            java.util.function.Consumer<ConsumerRecord<String, byte[]>> taker,
            Health health)
            throws InterruptedException {
        this.taker = taker;
        this.consumer = new KafkaConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "linklog-" + topic.name(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = IntStream.range(0, topics.partitions(topic))
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                    .toList();
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, 0));
            Map<TopicPartition, Long> ends = Startup.await(kafka.title(), () -> consumer.endOffsets(partitions));
            Startup.await(kafka.title(), () -> readTo(ends));
            this.loop = Loop.start(topic.name(), this::poll, consumer::wakeup, health);
        } catch (InterruptedException | RuntimeException e) {
            close(consumer);
            throw e;
        }
    }

    private boolean readTo(Map<TopicPartition, Long> ends) {
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
        return true;
    }

    private void poll() {
        try {
            take(consumer.poll(POLL));
        } catch (WakeupException closing) {
            // close() was called
        }
    }

    private void take(ConsumerRecords<String, byte[]> records) {
        try {
            records.forEach(taker);
        } catch (RuntimeException e) {
            for (TopicPartition partition : records.partitions()) {
                consumer.seek(partition, records.records(partition).get(0).offset());
            }
            throw e;
        }
    }

    @Override
    public void close() {
        loop.close();
        close(consumer);
    }

    private static void close(Consumer<?, ?> consumer) {
        consumer.close(CloseOptions.timeout(CLOSE_DEADLINE));
    }
}
