package io.linklog.kit.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Queries and deletes consumer groups. Methods block, with the deadline of {@link KafkaCalls}, and throw
 * {@link org.apache.kafka.common.KafkaException} if the brokers refuse or do not answer. Thread-safe.
 */
public final class ConsumerGroups {

    private final Admin admin;

    /** @param admin is not closed by this class */
    public ConsumerGroups(Admin admin) {
        this.admin = admin;
    }

    /** The committed offsets of a group, with their metadata; a partition without one is missing. */
    public Map<TopicPartition, OffsetAndMetadata> committedOffsets(String group) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        KafkaCalls.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        committed.put(partition, offset);
                    }
                });
        return committed;
    }

    /** The names of all groups that exist. */
    public Set<String> names() {
        return KafkaCalls.await(admin.listGroups().all()).stream()
                .map(GroupListing::groupId)
                .collect(Collectors.toSet());
    }

    /**
     * Sets committed offsets of a group.
     *
     * @throws org.apache.kafka.common.errors.ApiException if the group has members
     */
    public void commit(String group, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> written = new HashMap<>();
        offsets.forEach((partition, offset) -> written.put(partition, new OffsetAndMetadata(offset)));
        KafkaCalls.await(admin.alterConsumerGroupOffsets(group, written).all());
    }

    /** Whether a group has members. A group that does not exist has none. */
    public boolean hasMembers(String group) {
        try {
            return KafkaCalls.await(admin.describeConsumerGroups(List.of(group)).all()).values().stream()
                    .anyMatch(described -> !described.members().isEmpty());
        } catch (GroupIdNotFoundException e) {
            return false;
        }
    }

    /**
     * Deletes a group with its offsets. Does nothing if it does not exist.
     *
     * @throws org.apache.kafka.common.errors.GroupNotEmptyException if it has members
     */
    public void delete(String group) {
        try {
            KafkaCalls.await(admin.deleteConsumerGroups(List.of(group)).all());
        } catch (GroupIdNotFoundException e) {
            // it is deleted already
        }
    }
}
