package io.linklog.query.events;

import io.linklog.kit.http.ProblemException;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.WaitingPartitions;
import io.linklog.query.lookup.UnavailableException;
import io.linklog.schemas.view.EventView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * Reads the log for one event stream: with a consumer of its own, without a group, committed records only, from a
 * position on. The consumer's fetch size bounds the records in memory: a slow stream lags and costs no more. Confined
 * to one thread, except for {@link #wakeUp}.
 */
final class StreamedLog implements AutoCloseable {

    /** Records that the log no longer has: offsets from {@code from}, inclusive, to {@code to}, exclusive. */
    record Gap(String topic, int partition, long from, long to) {}

    /** The deadline of each request to Kafka for offsets. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final int MOST_FETCHED_BYTES = 1024 * 1024;
    private static final int MOST_FETCHED_OF_A_PARTITION = 128 * 1024;
    private static final int MOST_POLLED = 200;

    private record Timed(long at, ConsumerRecord<byte[], byte[]> record) {}

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final LogPosition position;
    private final WaitingPartitions waiting;
    private final List<Gap> gaps = new ArrayList<>();

    private StreamedLog(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, LogPosition position, boolean resumed) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.position = position;
        this.waiting = new WaitingPartitions(consumer, System::nanoTime);
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, DEADLINE);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, DEADLINE);
        for (TopicPartition partition : partitions) {
            long end = offset(ends, partition);
            long begin = offset(begins, partition);
            if (!resumed) {
                position.set(partition, end);
            } else if (position.of(partition) > end) {
                throw LogPosition.invalid();
            }
            if (position.of(partition) < begin) {
                skip(partition, begin);
            }
            consumer.seek(partition, position.of(partition));
        }
    }

    /**
     * Opens the log at the position of a stream, or at the end. Waits for Kafka.
     *
     * @param count number of partitions of each topic
     * @param after where to start; null for the current end, so that every record acknowledged later is read
     * @throws UnavailableException when Kafka does not answer in time
     * @throws ProblemException when the log never had the position
     */
    static StreamedLog open(
            KafkaSettings kafka, String clientId, EventFilter filter, int count, @Nullable LogPosition after) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.client(settings(clientId)), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            LogPosition position = after == null ? new LogPosition(count) : after;
            if (after == null) {
                EventView.TOPICS.stream().filter(filter::matches).forEach(position::cover);
            }
            return new StreamedLog(consumer, filter.partitions(count), position, after != null);
        } catch (RuntimeException e) {
            close(consumer);
            throw e instanceof TimeoutException
                    ? new UnavailableException("Kafka does not answer; try again in a moment")
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
                // lost records must be reported, not skipped
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                MOST_FETCHED_BYTES,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                MOST_FETCHED_OF_A_PARTITION,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                MOST_POLLED);
    }

    /** Waits for new records; empty when there are none, when Kafka is away, and after a wake-up. */
    List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        waiting.resumeDue();
        try {
            return sortByTime(consumer.poll(wait));
        } catch (WakeupException closing) {
            return List.of();
        } catch (OffsetOutOfRangeException e) {
            skipLost(List.copyOf(e.partitions()));
            return List.of();
        }
    }

    /** Continues after records that the log has deleted, because the stream lagged for longer than their retention. */
    private void skipLost(List<TopicPartition> lost) {
        Map<TopicPartition, Long> begins;
        Map<TopicPartition, Long> ends;
        try {
            begins = consumer.beginningOffsets(lost, DEADLINE);
            ends = consumer.endOffsets(lost, DEADLINE);
        } catch (TimeoutException away) {
            return; // the next poll fails in the same way
        }
        for (TopicPartition partition : lost) {
            long there = Math.max(offset(begins, partition), Math.min(position.of(partition), offset(ends, partition)));
            if (there != position.of(partition)) {
                skip(partition, there);
            }
            consumer.seek(partition, there);
        }
    }

    /**
     * Sorts records that were read together by time, and keeps the order within each partition. A resumed stream then
     * sends visits and changes of a link as they happened, not topic by topic.
     */
    static List<ConsumerRecord<byte[], byte[]>> sortByTime(ConsumerRecords<byte[], byte[]> records) {
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

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition), () -> "Kafka left out the offset of " + partition);
    }

    private void skip(TopicPartition partition, long to) {
        gaps.add(new Gap(partition.topic(), partition.partition(), position.of(partition), to));
        position.set(partition, to);
    }

    /** The gaps that were found since the previous call. */
    List<Gap> takeGaps() {
        List<Gap> found = List.copyOf(gaps);
        gaps.clear();
        return found;
    }

    /** The position of the stream, which {@link #advance} moves. */
    LogPosition position() {
        return position;
    }

    /** Moves the position past a record that was sent or rejected. */
    void advance(ConsumerRecord<byte[], byte[]> record) {
        position.set(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    /**
     * Has a record and those after it in its partition come again, because its schema is not known yet. The other
     * partitions go on.
     */
    void await(ConsumerRecord<byte[], byte[]> record) {
        waiting.await(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    /** Committed records that were not read yet, as far as the consumer knows. */
    long lag() {
        long behind = 0;
        for (TopicPartition partition : partitions) {
            behind += consumer.currentLag(partition).orElse(0);
        }
        return behind;
    }

    /** Ends a waiting poll. Any thread may call this. */
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
