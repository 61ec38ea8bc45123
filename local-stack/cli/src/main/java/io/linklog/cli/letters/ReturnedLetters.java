package io.linklog.cli.letters;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Which letters were put back: those before the committed offsets of a consumer group that nobody reads with. Blocks,
 * with a deadline. Kafka forgets the offsets of such a group after {@code offsets.retention.minutes}, which should be
 * longer than letters are kept.
 */
final class ReturnedLetters {

    /** The name of the group. */
    static final String GROUP = "linklog-dead-letters";

    private final Admin admin;
    private final Duration deadline;

    /** @param admin is not closed here */
    ReturnedLetters(Admin admin, Duration deadline) {
        this.admin = admin;
        this.deadline = deadline;
    }

    /** The offset of the first letter of each partition that was not put back; without those of which none was. */
    Map<TopicPartition, Long> next(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> next = new HashMap<>();
        await(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null && partitions.contains(partition)) {
                        next.put(partition, offset.offset());
                    }
                });
        return next;
    }

    /** Remembers that the letters before these offsets were put back. An offset never decreases. */
    void remember(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> known = next(List.copyOf(offsets.keySet()));
        Map<TopicPartition, OffsetAndMetadata> written = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset > known.getOrDefault(partition, -1L)) {
                written.put(partition, new OffsetAndMetadata(offset));
            }
        });
        if (!written.isEmpty()) {
            await(admin.alterConsumerGroupOffsets(GROUP, written).all());
        }
    }

    private <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(e);
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }
}
