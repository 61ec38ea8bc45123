package io.linklog.topology.streams;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Says of which partitions an application may read. A partition is closed until its task opens it, so a task whose
 * stores are not whole gets no records: they wait in the topic. {@link GatedClients} asks it before each poll.
 * Thread-safe.
 */
public final class PartitionGate {

    private final Map<Integer, Map<TopicPartition, Long>> open = new ConcurrentHashMap<>();

    /** Stops the reading of a partition of all source topics. */
    public void close(int partition) {
        open.remove(partition);
    }

    /**
     * Lets a partition be read.
     *
     * @param from where to begin, by topic; a topic that is missing goes on at the group's committed offset
     */
    public void open(int partition, Map<TopicPartition, Long> from) {
        open.put(partition, new ConcurrentHashMap<>(from));
    }

    boolean isOpen(int partition) {
        return open.containsKey(partition);
    }

    /** Where to begin, once; null to go on where the consumer is. */
    @Nullable
    Long takeStart(TopicPartition partition) {
        Map<TopicPartition, Long> from = open.get(partition.partition());
        return from == null ? null : from.remove(partition);
    }
}
