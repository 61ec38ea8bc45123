package io.linklog.cli.console;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges of partitions. It has no consumer group and leaves no trace in Kafka. For one thread, but another thread
 * may end it by {@link Consumer#wakeup}.
 */
public final class TopicReader {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration STALLED = Duration.ofSeconds(30);
    /** Offsets to read for each wanted record: markers of transactions and compaction leave gaps. */
    private static final int FIRST_LOOK = 4;

    /** By time. Records of the same time keep the order of their partition. */
    private static final Comparator<ConsumerRecord<byte[], byte[]>> OLDEST_FIRST = Comparator.comparingLong(
                    (ConsumerRecord<byte[], byte[]> record) -> record.timestamp())
            .thenComparingInt(ConsumerRecord::partition)
            .thenComparingLong(ConsumerRecord::offset);

    private final Consumer<byte[], byte[]> consumer;

    /** Receives records. */
    @FunctionalInterface
    public interface Sink {
        /** @return whether it wants more */
        boolean accept(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }

    /** @param consumer is not closed here */
    public TopicReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Passes each record from the given offsets on to the sink.
     *
     * @param until the offsets behind the last records; null to continue without end
     * @return whether the sink wanted more
     * @throws TimeoutException when nothing arrives for half a minute although there is more to read
     */
    public boolean read(Map<TopicPartition, Long> from, @Nullable Map<TopicPartition, Long> until, Sink sink)
            throws IOException {
        Set<TopicPartition> open = new HashSet<>(from.keySet());
        if (until != null) {
            open.removeIf(partition -> offset(from, partition) >= offset(until, partition));
        }
        consumer.assign(open);
        // a partition stays paused from an earlier range
        consumer.resume(open);
        open.forEach(partition -> consumer.seek(partition, offset(from, partition)));
        long lastMove = System.nanoTime();
        while (!open.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                lastMove = System.nanoTime();
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                boolean wanted = until == null || record.offset() < offset(until, partition);
                if (wanted && !sink.accept(record)) {
                    return false;
                }
            }
            if (until != null) {
                // by position, not by record: the last offsets may be markers, which never arrive as records
                Set<TopicPartition> done = new HashSet<>();
                for (TopicPartition partition : open) {
                    if (consumer.position(partition) >= offset(until, partition)) {
                        done.add(partition);
                    }
                }
                if (!done.isEmpty()) {
                    lastMove = System.nanoTime();
                    consumer.pause(done);
                    open.removeAll(done);
                } else if (System.nanoTime() - lastMove > STALLED.toNanos()) {
                    throw new TimeoutException("Nothing arrived for " + STALLED.toSeconds() + " s");
                }
            }
        }
        return true;
    }

    /**
     * The latest records of several partitions together, oldest first.
     *
     * @param count their maximum number, which is held in memory
     * @param wanted whether a record counts
     */
    List<ConsumerRecord<byte[], byte[]>> last(
            int count,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted)
            throws IOException {
        long look = (long) count * FIRST_LOOK;
        while (true) {
            Map<TopicPartition, Long> from = new HashMap<>();
            boolean all = true;
            for (var end : ends.entrySet()) {
                long begin = offset(begins, end.getKey());
                from.put(end.getKey(), Math.max(begin, end.getValue() - look));
                all &= end.getValue() - look <= begin;
            }
            // for each partition: one that is not read far enough back may hide newer records
            Map<Integer, Integer> found = new HashMap<>();
            PriorityQueue<ConsumerRecord<byte[], byte[]>> newest = new PriorityQueue<>(OLDEST_FIRST);
            read(from, ends, record -> {
                if (!wanted.test(record)) {
                    return true;
                }
                found.merge(record.partition(), 1, Integer::sum);
                newest.add(record);
                if (newest.size() > count) {
                    newest.poll();
                }
                return true;
            });
            boolean deepEnough = from.entrySet().stream()
                    .allMatch(entry -> entry.getValue() <= offset(begins, entry.getKey())
                            || found.getOrDefault(entry.getKey().partition(), 0) >= count);
            if (all || deepEnough) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(newest);
                records.sort(OLDEST_FIRST);
                return records;
            }
            look *= 8;
        }
    }

    static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition), () -> "no offset of " + partition);
    }
}
