package io.linklog.kit.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the records of partitions between known offsets. Blocks. */
public final class BoundedRead {

    private BoundedRead() {}

    /**
     * Takes records.
     *
     * @param <E> what it may throw
     */
    @FunctionalInterface
    public interface Sink<K, V, E extends Exception> {

        /** Returns whether this was the last record that is wanted. */
        boolean isLast(ConsumerRecord<K, V> record) throws E;
    }

    /**
     * The patience of a read that must end within a time from now.
     *
     * @param poll how long each wait for records lasts at most
     * @param late what ends a read that takes longer
     */
    public static Supplier<Duration> within(Duration time, Duration poll, Supplier<? extends RuntimeException> late) {
        long deadline = System.nanoTime() + time.toNanos();
        return () -> {
            if (System.nanoTime() >= deadline) {
                throw late.get();
            }
            return poll;
        };
    }

    /**
     * Assigns the partitions to the consumer and reads them until each is read to its end, or until no further record
     * is wanted. The records of one partition come in their order. A batch may hold records beyond the end; they come,
     * too.
     *
     * @param from the first offset of each partition
     * @param to the offset after the last one; a partition without one, or with an empty range, is not read
     * @param patience how long to wait for the next records; asked before each wait, and throws to end the read
     */
    public static <K, V, E extends Exception> void read(
            Consumer<K, V> consumer,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Supplier<Duration> patience,
            Sink<K, V, E> sink)
            throws E {
        Set<TopicPartition> open = new HashSet<>();
        from.forEach((partition, offset) -> {
            if (offset < to.getOrDefault(partition, 0L)) {
                open.add(partition);
            }
        });
        consumer.assign(open);
        open.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
        while (!open.isEmpty()) {
            for (ConsumerRecord<K, V> record : consumer.poll(patience.get())) {
                if (sink.isLast(record)) {
                    return;
                }
            }
            List<TopicPartition> read = open.stream()
                    .filter(partition -> consumer.position(partition) >= to.getOrDefault(partition, 0L))
                    .toList();
            consumer.pause(read);
            read.forEach(open::remove);
        }
    }
}
