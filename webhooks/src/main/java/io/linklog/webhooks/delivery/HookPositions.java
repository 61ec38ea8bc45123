package io.linklog.webhooks.delivery;

import io.linklog.webhooks.hooks.Hook;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which request each partition follows (see {@link Hook.Position}), of those that one member of a hook's group has, and
 * what it has committed there. Not thread-safe: the deliverer's thread.
 */
final class HookPositions {

    private final Map<TopicPartition, Long> numbers = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

    /**
     * The member has got a partition.
     *
     * @param before what the group has committed there; null for nothing
     * @return the offset to begin at: the committed one, where it is not void
     */
    long got(TopicPartition partition, Hook hook, @Nullable OffsetAndMetadata before) {
        if (before != null && hook.isOf(partition, before)) {
            numbers.put(partition, Hook.number(before));
            return before.offset();
        }
        return moved(partition, hook);
    }

    /** In which of these partitions the hook was told to go on elsewhere. */
    Set<TopicPartition> toldElsewhere(Collection<TopicPartition> partitions, Hook hook) {
        return partitions.stream()
                .filter(partition -> hook.position(partition).number() > number(partition))
                .collect(Collectors.toSet());
    }

    /**
     * The member goes where the hook was told to.
     *
     * @return the offset there
     */
    long moved(TopicPartition partition, Hook hook) {
        Hook.Position position = hook.position(partition);
        numbers.put(partition, position.number());
        committed.remove(partition);
        return position.offset();
    }

    /**
     * What is to be committed of these partitions, each offset with the number that it follows.
     *
     * @param done for each partition: the offset before which nothing is left to do
     */
    Map<TopicPartition, OffsetAndMetadata> due(Map<TopicPartition, Long> done, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        done.forEach((partition, offset) -> {
            if (partitions.contains(partition)) {
                due.put(partition, new OffsetAndMetadata(offset, Long.toString(number(partition))));
            }
        });
        due.entrySet().removeAll(committed.entrySet());
        return due;
    }

    /** The group has this. */
    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        committed.putAll(offsets);
    }

    /** The member has these no more. */
    void lost(Collection<TopicPartition> partitions) {
        numbers.keySet().removeAll(partitions);
        committed.keySet().removeAll(partitions);
    }

    private long number(TopicPartition partition) {
        return numbers.getOrDefault(partition, Hook.Position.BEGIN.number());
    }
}
