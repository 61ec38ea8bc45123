package io.linklog.projector;

import io.linklog.kit.KafkaSettings;
import io.linklog.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What the brokers know of {@code link-events} and of the groups that project it. Blocks, with a deadline; throws
 * {@link KafkaException} when the brokers refuse or do not answer. Thread-safe.
 */
public final class EventLog implements AutoCloseable {

    private final Admin admin;

    public EventLog(KafkaSettings kafka) {
        this.admin = Admin.create(kafka.client(Map.of()));
    }

    /** The first offset of each partition. */
    public Map<TopicPartition, Long> begins() {
        return offsets(OffsetSpec.earliest());
    }

    /** For each partition the offset behind the last committed event: what a projection can reach now. */
    public Map<TopicPartition, Long> ends() {
        return offsets(OffsetSpec.latest());
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec which) {
        String topic = Topics.LINK_EVENTS.name();
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        await(admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .partitions()
                .forEach(partition -> asked.put(new TopicPartition(topic, partition.partition()), which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    /** The committed offsets of a keyspace's group, where it has any: all before them is in the keyspace. */
    public Map<TopicPartition, Long> committed(Keyspace keyspace) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        await(admin.listConsumerGroupOffsets(keyspace.group()).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null && partition.topic().equals(Topics.LINK_EVENTS.name())) {
                        committed.put(partition, offset.offset());
                    }
                });
        return committed;
    }

    /**
     * Deletes a keyspace's group with its offsets; harmless when there is none.
     *
     * @throws org.apache.kafka.common.errors.GroupNotEmptyException while a projection is a member
     */
    public void forget(Keyspace keyspace) {
        try {
            await(admin.deleteConsumerGroups(List.of(keyspace.group())).all());
        } catch (GroupIdNotFoundException e) {
            // there is nothing to forget
        }
    }

    private static <T> T await(KafkaFuture<T> call) {
        try {
            return call.get(KafkaSettings.ADMIN_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "The brokers did not answer within " + KafkaSettings.ADMIN_DEADLINE, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(KafkaSettings.ADMIN_DEADLINE);
    }
}
