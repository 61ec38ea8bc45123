package io.linklog.webhooks.letters;

import io.linklog.kit.kafka.BoundedRead;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.schemas.topics.Topics;
import io.linklog.webhooks.hooks.Hook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The dead letters of one hook. Letters stay on their topic; the committed offsets of a group mark those that are
 * handled. Confined to one thread.
 */
public final class LetterBox implements AutoCloseable {

    /** The maximum number of letters that {@link #read()} returns. */
    private static final int MOST = 10_000;

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration READ_DEADLINE = Duration.ofMinutes(2);

    /** A letter with its source. */
    public record Letter(ConsumerRecord<byte[], byte[]> record, LetterOrigin origin) {
        public TopicPartition partition() {
            return new TopicPartition(record.topic(), record.partition());
        }
    }

    private final Hook hook;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, OffsetAndMetadata> handled = new HashMap<>();

    public LetterBox(KafkaSettings kafka, Hook hook) {
        this.hook = hook;
        this.consumer = new KafkaConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        hook.deadLetterGroup(),
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) DEADLINE.toMillis())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** {@link #read(int, Duration)} with generous limits. */
    public List<Letter> read() {
        return read(MOST, READ_DEADLINE);
    }

    /**
     * Reads the letters that are not handled yet, in the order of each partition.
     *
     * @param most the number of letters after which it stops
     * @param deadline of the reading; each question to the brokers before it takes ten seconds at most
     * @throws org.apache.kafka.common.KafkaException if the brokers do not answer in time
     */
    public List<Letter> read(int most, Duration deadline) {
        List<TopicPartition> all = consumer.partitionsFor(Topics.WEBHOOK_DEAD_LETTERS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(all));
        Map<TopicPartition, Long> from = new HashMap<>(consumer.beginningOffsets(all));
        // older letters belong to an earlier hook with this id
        Map<TopicPartition, Long> since = new HashMap<>();
        all.forEach(partition -> since.put(partition, hook.createdAt().toEpochMilli()));
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        consumer.offsetsForTimes(since)
                .forEach((partition, found) -> from.merge(
                        partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset(), Math::max));
        committed.forEach((partition, offset) -> {
            if (offset != null) {
                from.merge(partition, offset.offset(), Math::max);
            }
        });
        Supplier<Duration> patience = BoundedRead.within(
                deadline,
                Duration.ofMillis(200),
                () -> new TimeoutException("The dead letters were not read to their end within " + deadline));
        List<Letter> letters = new ArrayList<>();
        BoundedRead.<byte[], byte[], RuntimeException>read(consumer, from, ends, patience, record -> {
            LetterOrigin.of(record.headers())
                    .filter(origin -> origin.hook().equals(hook.id())
                            && record.timestamp() >= hook.createdAt().toEpochMilli())
                    .ifPresent(origin -> letters.add(new Letter(record, origin)));
            return letters.size() == most;
        });
        return letters;
    }

    /** Marks a letter, and those before it in its partition, as handled; {@link #commit} makes it last. */
    public void markHandled(Letter letter) {
        handled.put(letter.partition(), new OffsetAndMetadata(letter.record.offset() + 1));
    }

    public void commit() {
        if (!handled.isEmpty()) {
            consumer.commitSync(handled);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
