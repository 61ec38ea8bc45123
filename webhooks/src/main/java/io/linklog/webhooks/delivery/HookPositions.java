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
 * For each partition of a member of a hook's group, the number of the request that it follows (see
 * {@link Hook.Position}) and the offset that it has committed. Confined to the deliverer's thread.
 */
final class HookPositions {

    private final Map<TopicPartition, Long> numbers = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

    /**
     * Adds a partition that was assigned to the member.
     *
     * @param before the committed offset of the group; null without one
     * @return the offset to start at: the committed one, unless it is void
     */
    long assign(TopicPartition partition, Hook hook, @Nullable OffsetAndMetadata before) {
        if (before != null && hook.isCurrent(partition, before)) {
            numbers.put(partition, Hook.number(before));
            return before.offset();
        }
        return move(partition, hook);
    }

    /** The partitions for which the hook has a newer request. */
    Set<TopicPartition> findMoved(Collection<TopicPartition> partitions, Hook hook) {
        return partitions.stream()
                .filter(partition -> hook.position(partition).number() > number(partition))
                .collect(Collectors.toSet());
    }

    /**
     * Follows the newest request for a partition.
     *
     * @return the offset to continue at
     */
    long move(TopicPartition partition, Hook hook) {
        Hook.Position position = hook.position(partition);
        numbers.put(partition, position.number());
        committed.remove(partition);
        return position.offset();
    }

    /**
     * The offsets to commit, with the number of their request as metadata. Leaves out those that are committed already.
     *
     * @param done for each partition, the offset before which all events are delivered or dead letters
     */
    Map<TopicPartition, OffsetAndMetadata> dueOffsets(
            Map<TopicPartition, Long> done, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        done.forEach((partition, offset) -> {
            if (partitions.contains(partition)) {
                due.put(partition, new OffsetAndMetadata(offset, Long.toString(number(partition))));
            }
        });
        due.entrySet().removeAll(committed.entrySet());
        return due;
    }

    /** Records that these offsets are committed. */
    void recordCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        committed.putAll(offsets);
    }

    /** Removes partitions that are no longer assigned. */
    void forget(Collection<TopicPartition> partitions) {
        numbers.keySet().removeAll(partitions);
        committed.keySet().removeAll(partitions);
    }

    private long number(TopicPartition partition) {
        return numbers.getOrDefault(partition, Hook.Position.BEGIN.number());
    }
}
