package io.linklog.query.events;

import io.linklog.kit.http.ProblemException;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.query.lookup.UnavailableException;
import io.linklog.schemas.view.EventView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The log as one stream of events reads it: a consumer of its own without a group, committed records only, from a
 * position on. What is read and not told yet is bounded by what the consumer fetches: a slow stream lags and costs no
 * more. Confined to one thread, but for {@link #wakeUp}.
 */
final class StreamedLog implements AutoCloseable {

    /** What the log does not have any more: offsets {@code from} to {@code to}, the latter without. */
    record Gap(String topic, int partition, long from, long to) {}

    /** For each question to Kafka while it opens. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final int MOST_FETCHED_BYTES = 1024 * 1024;
    private static final int MOST_FETCHED_OF_A_PARTITION = 128 * 1024;
    private static final int MOST_POLLED = 200;

    private record Timed(long at, ConsumerRecord<byte[], byte[]> record) {}

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final LogPosition position;
    private final List<Gap> gaps = new ArrayList<>();

    private StreamedLog(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, LogPosition position, boolean resumed) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.position = position;
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, DEADLINE);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, DEADLINE);
        for (TopicPartition partition : partitions) {
            if (!resumed) {
                position.set(partition, ends.get(partition));
            } else if (position.of(partition) > ends.get(partition)) {
                throw LogPosition.mistake();
            }
            if (position.of(partition) < begins.get(partition)) {
                pass(partition, begins.get(partition));
            }
            consumer.seek(partition, position.of(partition));
        }
    }

    /**
     * Opens the log where a stream has come to, or at its end. Waits for Kafka.
     *
     * @param count partitions of each topic
     * @param after null for the end of now: everything that is acknowledged later is read
     * @throws UnavailableException when Kafka does not answer in time
     * @throws ProblemException when the position is one that the log never had
     */
    static StreamedLog open(
            KafkaSettings kafka, String clientId, EventFilter filter, int count, @Nullable LogPosition after) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.client(settings(clientId)), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            LogPosition position = after == null ? new LogPosition(count) : after;
            if (after == null) {
                EventView.TOPICS.stream().filter(filter::wants).forEach(position::cover);
            }
            return new StreamedLog(consumer, filter.partitions(count), position, after != null);
        } catch (RuntimeException e) {
            close(consumer);
            throw e instanceof TimeoutException
                    ? new UnavailableException("The log does not answer; try again in a moment")
                    : e;
        }
    }

    private static Map<String, Object> settings(String clientId) {
        return Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                clientId,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                // what is not there any more must be said, not passed over
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                MOST_FETCHED_BYTES,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                MOST_FETCHED_OF_A_PARTITION,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                MOST_POLLED);
    }

    /** What is new, waiting a little for it; empty when nothing is, when Kafka is away, and after a wake-up. */
    List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        try {
            return inOrder(consumer.poll(wait));
        } catch (WakeupException closing) {
            return List.of();
        } catch (OffsetOutOfRangeException e) {
            goOnBehind(List.copyOf(e.partitions()));
            return List.of();
        }
    }

    /** It lagged for longer than the log keeps records. */
    private void goOnBehind(List<TopicPartition> lost) {
        Map<TopicPartition, Long> begins;
        Map<TopicPartition, Long> ends;
        try {
            begins = consumer.beginningOffsets(lost, DEADLINE);
            ends = consumer.endOffsets(lost, DEADLINE);
        } catch (TimeoutException away) {
            return; // the next poll fails in the same way
        }
        for (TopicPartition partition : lost) {
            long there = Math.max(begins.get(partition), Math.min(position.of(partition), ends.get(partition)));
            if (there != position.of(partition)) {
                pass(partition, there);
            }
            consumer.seek(partition, there);
        }
    }

    /**
     * A partition's records stay in their order; those of several stand by their times as far as they were read
     * together, so that a resumed stream tells visits and changes of a link as they happened and not topic by topic.
     */
    static List<ConsumerRecord<byte[], byte[]>> inOrder(ConsumerRecords<byte[], byte[]> records) {
        List<Timed> all = new ArrayList<>(records.count());
        for (TopicPartition partition : records.partitions()) {
            long latest = Long.MIN_VALUE;
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                latest = Math.max(latest, record.timestamp());
                all.add(new Timed(latest, record));
            }
        }
        all.sort(Comparator.comparingLong(Timed::at)); // stable
        return all.stream().map(Timed::record).toList();
    }

    private void pass(TopicPartition partition, long to) {
        gaps.add(new Gap(partition.topic(), partition.partition(), position.of(partition), to));
        position.set(partition, to);
    }

    /** What was found to be lost since the last call. */
    List<Gap> takeGaps() {
        List<Gap> found = List.copyOf(gaps);
        gaps.clear();
        return found;
    }

    /** How far the stream has told; moved on by {@link #told}. */
    LogPosition position() {
        return position;
    }

    /** A record is told, or was not to be. */
    void told(ConsumerRecord<byte[], byte[]> record) {
        position.set(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    /** Committed records that are in the log and were not read yet, as far as is known. */
    long lag() {
        long behind = 0;
        for (TopicPartition partition : partitions) {
            behind += consumer.currentLag(partition).orElse(0);
        }
        return behind;
    }

    /** Ends a poll that waits. May be called by any thread. */
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        close(consumer);
    }

    private static void close(Consumer<?, ?> consumer) {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
