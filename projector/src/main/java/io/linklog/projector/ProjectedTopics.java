package io.linklog.projector;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * What the brokers know of the topics that are projected and of the groups that project them. Blocks, with a deadline;
 * throws {@link KafkaException} when the brokers refuse or do not answer. Thread-safe.
 */
public final class ProjectedTopics implements AutoCloseable {

    /** All of them. */
    static final List<Topic> ALL = List.of(Topics.LINK_EVENTS, Topics.VISIT_STATS, Topics.VISITS);

    private final Admin admin;

    public ProjectedTopics(KafkaSettings kafka) {
        this.admin = Admin.create(kafka.client(Map.of()));
    }

    /** The first offset of each partition. */
    public Map<TopicPartition, Long> begins() {
        return offsets(admin, ALL, OffsetSpec.earliest());
    }

    /** For each partition the offset behind the last committed record: what a projection can reach now. */
    public Map<TopicPartition, Long> ends() {
        return offsets(admin, ALL, OffsetSpec.latest());
    }

    /** One offset of each partition of some topics; of committed records only. */
    public static Map<TopicPartition, Long> offsets(Admin admin, Collection<Topic> topics, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        KafkaCalls.await(admin.describeTopics(topics.stream().map(Topic::name).toList())
                        .allTopicNames())
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition -> asked.put(new TopicPartition(topic, partition.partition()), which)));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        KafkaCalls.await(admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    /** The committed offsets of a keyspace's groups, where they have any: all before them is in the keyspace. */
    public Map<TopicPartition, Long> committed(Keyspace keyspace) {
        Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
        ALL.forEach(topic -> asked.put(keyspace.group(topic), new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> ofGroups =
                KafkaCalls.await(admin.listConsumerGroupOffsets(asked).all());
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (Topic topic : ALL) {
            ofGroups.get(keyspace.group(topic)).forEach((partition, offset) -> {
                if (offset != null && partition.topic().equals(topic.name())) {
                    committed.put(partition, offset.offset());
                }
            });
        }
        return committed;
    }

    /**
     * Deletes a keyspace's groups with their offsets; harmless when there are none.
     *
     * @throws org.apache.kafka.common.errors.GroupNotEmptyException while a projection is a member
     */
    public void forget(Keyspace keyspace) {
        for (Topic topic : ALL) {
            try {
                KafkaCalls.await(admin.deleteConsumerGroups(List.of(keyspace.group(topic)))
                        .all());
            } catch (GroupIdNotFoundException e) {
                // there is nothing to forget
            }
        }
    }

    @Override
    public void close() {
        admin.close(KafkaSettings.ADMIN_DEADLINE);
    }
}
