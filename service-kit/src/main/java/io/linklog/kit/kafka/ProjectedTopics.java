package io.linklog.kit.kafka;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics that are projected to Cassandra, and the committed offsets of the consumer groups that project them.
 * Methods block, with a deadline, and throw {@link KafkaException} if the brokers refuse or do not answer. Thread-safe.
 */
public final class ProjectedTopics implements AutoCloseable {

    /** The projected topics. */
    public static final List<Topic> ALL =
            List.of(Topics.LINK_EVENTS, Topics.VISIT_STATS, Topics.VISITS, Topics.VISIT_PURGES, Topics.REPORTS);

    private final Admin admin;
    private final ConsumerGroups groups;

    /** Opens an admin client. */
    public ProjectedTopics(KafkaSettings kafka) {
        this.admin = Admin.create(kafka.client(Map.of()));
        this.groups = new ConsumerGroups(admin);
    }

    /** The first offset of each partition that the log still has. */
    public Map<TopicPartition, Long> begins() {
        return TopicOffsets.list(admin, ALL, OffsetSpec.earliest());
    }

    /** For each partition, the offset after the last committed record: the furthest that a projection can be now. */
    public Map<TopicPartition, Long> ends() {
        return TopicOffsets.list(admin, ALL, OffsetSpec.latest());
    }

    /**
     * The committed offsets of a keyspace's groups; a partition without one is missing. All records before a committed
     * offset are in the keyspace.
     */
    public Map<TopicPartition, Long> committedOffsets(Keyspace keyspace) {
        Map<String, ListConsumerGroupOffsetsSpec> query = new HashMap<>();
        ALL.forEach(topic -> query.put(keyspace.group(topic), new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> byGroup =
                KafkaCalls.await(admin.listConsumerGroupOffsets(query).all());
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (Topic topic : ALL) {
            byGroup.getOrDefault(keyspace.group(topic), Map.of()).forEach((partition, offset) -> {
                if (offset != null && partition.topic().equals(topic.name())) {
                    committed.put(partition, offset.offset());
                }
            });
        }
        return committed;
    }

    /** The keyspaces that have groups, whether or not the keyspaces exist. */
    public Set<Keyspace> keyspaces() {
        Set<Keyspace> found = new HashSet<>();
        for (String group : groups.names()) {
            Keyspace.ofGroup(group).ifPresent(found::add);
        }
        return found;
    }

    /** Sets committed offsets of a keyspace's groups, which must have no members. */
    public void commit(Keyspace keyspace, Map<TopicPartition, Long> offsets) {
        for (Topic topic : ALL) {
            Map<TopicPartition, Long> own = new HashMap<>(offsets);
            own.keySet().removeIf(partition -> !partition.topic().equals(topic.name()));
            if (!own.isEmpty()) {
                groups.commit(keyspace.group(topic), own);
            }
        }
    }

    /**
     * Deletes a keyspace's groups with their offsets. Does nothing for groups that do not exist.
     *
     * @throws org.apache.kafka.common.errors.GroupNotEmptyException if a projection is a member of a group
     */
    public void forget(Keyspace keyspace) {
        for (Topic topic : ALL) {
            groups.delete(keyspace.group(topic));
        }
    }

    @Override
    public void close() {
        admin.close(KafkaSettings.ADMIN_DEADLINE);
    }
}
