package io.linklog.kit.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions of a consumer whose next record cannot be read yet, because the schema registry does not answer. They
 * wait alone: the records of all other partitions come meanwhile. Confined to the thread of the consumer.
 */
public final class WaitingPartitions {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** @param paused whether the record does not come yet */
    private record Wait(long offset, long untilNanos, boolean paused) {}

    private final Consumer<?, ?> consumer;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Wait> waits = new HashMap<>();

    /** @param nanoTime of a monotonic clock */
    public WaitingPartitions(Consumer<?, ?> consumer, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.nanoTime = nanoTime;
    }

    /**
     * Has a record and those after it in its partition come again, after a second.
     *
     * @param partition is assigned
     * @param offset of the record
     */
    public void await(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
        consumer.pause(List.of(partition));
        waits.put(partition, new Wait(offset, nanoTime.getAsLong() + PAUSE.toNanos(), true));
    }

    /** Lets the partitions be read that have waited long enough. Call it before each poll. */
    public void resumeDue() {
        if (waits.isEmpty()) {
            return;
        }
        waits.keySet().retainAll(consumer.assignment());
        long now = nanoTime.getAsLong();
        // a partition that was read beyond its record waits no longer
        waits.entrySet()
                .removeIf(entry ->
                        !entry.getValue().paused && consumer.position(entry.getKey()) > entry.getValue().offset);
        waits.replaceAll((partition, wait) -> {
            if (wait.paused && now - wait.untilNanos >= 0) {
                consumer.resume(List.of(partition));
                return new Wait(wait.offset, wait.untilNanos, false);
            }
            return wait;
        });
    }

    /** Pauses the waiting partitions again. Call it after others have resumed all partitions of the consumer. */
    public void pauseAgain() {
        waits.keySet().retainAll(consumer.assignment());
        consumer.pause(waits.keySet().stream().filter(this::isPaused).toList());
    }

    /** Whether a partition must stay paused. */
    public boolean isPaused(TopicPartition partition) {
        Wait wait = waits.get(partition);
        return wait != null && wait.paused;
    }

    /** Whether no partition waits. */
    public boolean isEmpty() {
        return waits.isEmpty();
    }

    /** Removes partitions that are no longer assigned. */
    public void forget(Collection<TopicPartition> partitions) {
        waits.keySet().removeAll(partitions);
    }
}
