package io.linklog.kit.kafka;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.kit.process.Startup;
import io.linklog.schemas.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The names of all purged links, in memory: the topic {@code purged-links}, followed without a consumer group. Whoever
 * shows old records asks it first. A name needs about 100 bytes, and only admins add one. While Kafka is away, the
 * names that are known remain. Thread-safe.
 */
public final class PurgedLinks implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Consumer<String, byte[]> consumer;
    private final Loop loop;

    private PurgedLinks(KafkaSettings kafka, InstalledTopics topics, Health health) throws InterruptedException {
        this.consumer = new KafkaConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "linklog-purged-links",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = IntStream.range(0, topics.partitions(Topics.PURGED_LINKS))
                    .mapToObj(partition -> new TopicPartition(Topics.PURGED_LINKS.name(), partition))
                    .toList();
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, 0));
            Map<TopicPartition, Long> ends = Startup.await(kafka.title(), () -> consumer.endOffsets(partitions));
            Startup.await(kafka.title(), () -> readTo(ends));
            this.loop = Loop.start("purged-links", this::poll, consumer::wakeup, health);
        } catch (InterruptedException | RuntimeException e) {
            close(consumer);
            throw e;
        }
    }

    /** Waits for Kafka and reads the names that there are; then follows the topic. */
    public static PurgedLinks follow(KafkaSettings kafka, InstalledTopics topics, Health health)
            throws InterruptedException {
        return new PurgedLinks(kafka, topics, health);
    }

    /** Whether a link with this name was purged; true within a second after the purge. */
    public boolean contains(String name) {
        return names.contains(name);
    }

    private boolean readTo(Map<TopicPartition, Long> ends) {
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
        return true;
    }

    private void poll() {
        try {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                names.add(record.key());
            }
        } catch (WakeupException closing) {
            // close() was called
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
