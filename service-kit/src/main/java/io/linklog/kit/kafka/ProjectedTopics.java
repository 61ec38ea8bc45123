package io.linklog.kit.kafka;

import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.schemas.topics.Topic;
import java.util.HashMap;
import java.util.HashSet;
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

    private final Admin admin;
    private final ConsumerGroups groups;

    /** Opens an admin client. */
    public ProjectedTopics(KafkaSettings kafka) {
        this.admin = Admin.create(kafka.client(Map.of()));
        this.groups = new ConsumerGroups(admin);
    }

    /** The first offset of each partition that the log still has. */
    public Map<FeedPartition, Long> begins() {
        return list(OffsetSpec.earliest());
    }

    /** For each partition, the offset after the last committed record: the furthest that a projection can be now. */
    public Map<FeedPartition, Long> ends() {
        return list(OffsetSpec.latest());
    }

    private Map<FeedPartition, Long> list(OffsetSpec which) {
        Set<Topic> topics = new HashSet<>();
        ProjectedFeed.ALL.forEach(feed -> topics.add(feed.topic()));
        Map<FeedPartition, Long> offsets = new HashMap<>();
        TopicOffsets.list(admin, topics, which)
                .forEach((partition, offset) -> ProjectedFeed.ALL.stream()
                        .filter(feed -> feed.topic().name().equals(partition.topic()))
                        .forEach(feed -> offsets.put(new FeedPartition(feed, partition.partition()), offset)));
        return offsets;
    }

    /**
     * The committed offsets of a keyspace's groups; a partition without one is missing. All records before a committed
     * offset are in the tables of the feed.
     */
    public Map<FeedPartition, Long> committedOffsets(Keyspace keyspace) {
        Map<String, ListConsumerGroupOffsetsSpec> query = new HashMap<>();
        ProjectedFeed.ALL.forEach(feed -> query.put(keyspace.group(feed), new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> byGroup =
                KafkaCalls.await(admin.listConsumerGroupOffsets(query).all());
        Map<FeedPartition, Long> committed = new HashMap<>();
        for (ProjectedFeed feed : ProjectedFeed.ALL) {
            byGroup.getOrDefault(keyspace.group(feed), Map.of()).forEach((partition, offset) -> {
                if (offset != null && partition.topic().equals(feed.topic().name())) {
                    committed.put(new FeedPartition(feed, partition.partition()), offset.offset());
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
    public void commit(Keyspace keyspace, Map<FeedPartition, Long> offsets) {
        for (ProjectedFeed feed : ProjectedFeed.ALL) {
            Map<TopicPartition, Long> own = FeedPartition.ofFeed(feed, offsets);
            if (!own.isEmpty()) {
                groups.commit(keyspace.group(feed), own);
            }
        }
    }

    /**
     * Deletes a keyspace's groups with their offsets. Does nothing for groups that do not exist.
     *
     * @throws org.apache.kafka.common.errors.GroupNotEmptyException if a projection is a member of a group
     */
    public void forget(Keyspace keyspace) {
        for (ProjectedFeed feed : ProjectedFeed.ALL) {
            groups.delete(keyspace.group(feed));
        }
    }

    @Override
    public void close() {
        admin.close(KafkaSettings.ADMIN_DEADLINE);
    }
}
