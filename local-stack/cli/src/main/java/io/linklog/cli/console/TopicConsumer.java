package io.linklog.cli.console;

import io.linklog.cli.options.Failure;
import io.linklog.cli.options.KafkaOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A consumer of bytes without a group, which Ctrl-C wakes up. For one thread. */
public final class TopicConsumer implements AutoCloseable {

    private static final long END_SECONDS = 2;

    private final Consumer<byte[], byte[]> consumer;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread onInterrupt = new Thread(this::interrupt, "console-interrupted");

    /** @throws Failure when no client can be made */
    public TopicConsumer(KafkaOptions kafka, boolean readUncommitted) {
        try {
            this.consumer = new KafkaConsumer<>(
                    kafka.client(Map.of(
                            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                            readUncommitted ? "read_uncommitted" : "read_committed",
                            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                            "false",
                            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                            "false",
                            // when retention overtakes the reader, it continues with the oldest record left
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            "earliest")),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw kafka.unusable(e);
        }
        Runtime.getRuntime().addShutdownHook(onInterrupt);
    }

    /** The consumer. A call throws {@code WakeupException} after Ctrl-C. */
    public Consumer<byte[], byte[]> consumer() {
        return consumer;
    }

    /**
     * The partitions of a topic.
     *
     * @param only the one partition that is wanted; null for all
     * @throws Failure when there is no such topic or partition
     */
    public List<TopicPartition> partitions(String topic, @Nullable Integer only) {
        var topics = consumer.listTopics();
        var found = topics.get(topic);
        if (found == null) {
            throw new Failure(
                    "There is no topic \"" + topic + "\"; there are: "
                            + String.join(", ", new TreeSet<>(topics.keySet())),
                    null);
        }
        List<TopicPartition> partitions = found.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .filter(at -> only == null || at.partition() == only)
                .toList();
        if (partitions.isEmpty()) {
            throw new Failure(topic + " has no partition " + only + "; it has 0 to " + (found.size() - 1) + ".", null);
        }
        return partitions;
    }

    /** The process waits a moment for the reader to end a line. */
    private void interrupt() {
        consumer.wakeup();
        try {
            ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException interrupted) {
            // the hook itself runs
        }
        consumer.close();
    }
}
