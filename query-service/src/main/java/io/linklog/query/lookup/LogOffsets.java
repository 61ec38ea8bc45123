package io.linklog.query.lookup;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.schemas.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka where {@code link-events} ends and which offsets the projector has committed. Thread-safe. */
public final class LogOffsets implements LogFence.EndOffsets {

    private final Admin admin;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final int timeoutMillis;

    /** @param deadline of one call */
    public LogOffsets(Admin admin, int partitions, Duration deadline) {
        this.admin = admin;
        this.timeoutMillis = (int) deadline.toMillis();
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new TopicPartition(Topics.LINK_EVENTS.name(), i));
        }
    }

    int partitions() {
        return partitions.size();
    }

    @Override
    public CompletableFuture<long[]> sample() {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicPartition partition : partitions) {
            latest.put(partition, OffsetSpec.latest());
        }
        ListOffsetsOptions options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED).timeoutMs(timeoutMillis);
        return admin.listOffsets(latest, options)
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .thenApply(ends -> {
                    long[] offsets = new long[partitions.size()];
                    ends.forEach((partition, end) -> offsets[partition.partition()] = end.offset());
                    return offsets;
                });
    }

    /**
     * The offsets that the projector has committed for a keyspace, by partition: every event below them is in
     * Cassandra. 0 for a partition that it has not started. Waits for Kafka.
     */
    long[] findProjected(String keyspace) throws InterruptedException, ExecutionException, TimeoutException {
        String group = Keyspace.group(keyspace, ProjectedFeed.LINKS);
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                        group, new ListConsumerGroupOffsetsOptions().timeoutMs(timeoutMillis))
                .partitionsToOffsetAndMetadata(group)
                .get(2L * timeoutMillis, TimeUnit.MILLISECONDS);
        long[] offsets = new long[partitions.size()];
        committed.forEach((partition, offset) -> {
            // null when the group read the partition without a commit
            if (offset != null && partitions.contains(partition)) {
                offsets[partition.partition()] = offset.offset();
            }
        });
        return offsets;
    }
}
