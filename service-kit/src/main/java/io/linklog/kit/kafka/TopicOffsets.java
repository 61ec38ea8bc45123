package io.linklog.kit.kafka;

import io.linklog.schemas.topics.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Looks up offsets of topics. Blocks, with the deadline of {@link KafkaCalls}. */
public final class TopicOffsets {

    private TopicOffsets() {}

    /**
     * One offset for each partition of some topics, counting only committed records.
     *
     * @param which the offset to look up: earliest, latest, or the first at a time
     * @throws org.apache.kafka.common.KafkaException if the brokers refuse or do not answer
     */
    public static Map<TopicPartition, Long> list(Admin admin, Collection<Topic> topics, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> query = new HashMap<>();
        KafkaCalls.await(admin.describeTopics(topics.stream().map(Topic::name).toList())
                        .allTopicNames())
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition -> query.put(new TopicPartition(topic, partition.partition()), which)));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        KafkaCalls.await(admin.listOffsets(query, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }
}
