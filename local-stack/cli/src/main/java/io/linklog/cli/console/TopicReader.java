package io.linklog.cli.console;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads stretches of partitions, without a consumer group, so that looking leaves no trace. Not thread-safe, but
 * {@link Consumer#wakeup} may end it from elsewhere.
 */
final class TopicReader {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration STALLED = Duration.ofSeconds(30);
    /** Markers of transactions and compaction leave holes: more offsets are looked at than records are wanted. */
    private static final int FIRST_LOOK = 4;

    /** By time, and where times are equal so that each partition stays in order. */
    private static final Comparator<ConsumerRecord<byte[], byte[]>> OLDEST_FIRST = Comparator.comparingLong(
                    (ConsumerRecord<byte[], byte[]> record) -> record.timestamp())
            .thenComparingInt(ConsumerRecord::partition)
            .thenComparingLong(ConsumerRecord::offset);

    private final Consumer<byte[], byte[]> consumer;

    /** Takes records. */
    @FunctionalInterface
    interface Sink {
        /** @return whether more are wanted */
        boolean accept(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }

    TopicReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Hands over every record from the given offsets on.
     *
     * @param until offsets at which to end, each excluded; null for never
     * @return whether the sink wanted more
     * @throws TimeoutException when nothing moves for half a minute although there is more to read
     */
    boolean read(Map<TopicPartition, Long> from, @Nullable Map<TopicPartition, Long> until, Sink sink)
            throws IOException {
        Set<TopicPartition> open = new HashSet<>(from.keySet());
        if (until != null) {
            open.removeIf(partition -> from.get(partition) >= until.get(partition));
        }
        consumer.assign(open);
        // a partition keeps its pause from an earlier stretch
        consumer.resume(open);
        open.forEach(partition -> consumer.seek(partition, from.get(partition)));
        long lastMove = System.nanoTime();
        while (!open.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                lastMove = System.nanoTime();
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                boolean wanted = until == null || record.offset() < until.get(partition);
                if (wanted && !sink.accept(record)) {
                    return false;
                }
            }
            if (until != null) {
                // by position, not by record: the last offsets may be markers, which are never handed out
                Set<TopicPartition> done = new HashSet<>();
                for (TopicPartition partition : open) {
                    if (consumer.position(partition) >= until.get(partition)) {
                        done.add(partition);
                    }
                }
                if (!done.isEmpty()) {
                    lastMove = System.nanoTime();
                    consumer.pause(done);
                    open.removeAll(done);
                } else if (System.nanoTime() - lastMove > STALLED.toNanos()) {
                    throw new TimeoutException("Nothing came for " + STALLED.toSeconds() + " s");
                }
            }
        }
        return true;
    }

    /**
     * The latest records of several partitions together, oldest first.
     *
     * @param count how many at most; that many are held in memory
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
                long begin = begins.get(end.getKey());
                from.put(end.getKey(), Math.max(begin, end.getValue() - look));
                all &= end.getValue() - look <= begin;
            }
            // per partition: the newest of all must not come from one that was looked at less deeply than needed
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
                    .allMatch(entry -> entry.getValue() <= begins.get(entry.getKey())
                            || found.getOrDefault(entry.getKey().partition(), 0) >= count);
            if (all || deepEnough) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(newest);
                records.sort(OLDEST_FIRST);
                return records;
            }
            look *= 8;
        }
    }
}
