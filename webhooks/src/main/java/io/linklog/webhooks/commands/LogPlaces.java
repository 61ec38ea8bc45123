package io.linklog.webhooks.commands;

import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.TopicOffsets;
import io.linklog.schemas.topics.Topic;
import io.linklog.webhooks.hooks.Hook;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/** Places on the log, and how far groups are, as the command line asks for them. Each call has a deadline. */
final class LogPlaces implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final String brokers;
    private final Admin admin;

    LogPlaces(KafkaSettings kafka) {
        this.brokers = kafka.bootstrapServers();
        this.admin = Admin.create(kafka.client(Map.of()));
    }

    Map<TopicPartition, Long> begins(Collection<Topic> topics) {
        return offsets(topics, OffsetSpec.earliest());
    }

    Map<TopicPartition, Long> ends(Collection<Topic> topics) {
        return offsets(topics, OffsetSpec.latest());
    }

    /** For each partition the first record that was written at that time or later; its end where there is none. */
    Map<TopicPartition, Long> at(Collection<Topic> topics, Instant time) {
        Map<TopicPartition, Long> found = offsets(topics, OffsetSpec.forTimestamp(time.toEpochMilli()));
        Map<TopicPartition, Long> ends = ends(topics);
        found.replaceAll((partition, offset) -> offset < 0 ? ends.get(partition) : offset);
        return found;
    }

    private Map<TopicPartition, Long> offsets(Collection<Topic> topics, OffsetSpec which) {
        return asked(() -> TopicOffsets.list(admin, topics, which));
    }

    /**
     * Where a hook is in each partition: what is committed, if by what it was told last, else where it was told to
     * begin.
     */
    Map<TopicPartition, Long> reached(Hook hook) {
        Map<TopicPartition, Long> reached = new HashMap<>();
        hook.positions().forEach((partition, position) -> reached.put(partition, position.offset()));
        asked(() -> KafkaCalls.await(
                        admin.listConsumerGroupOffsets(hook.group()).partitionsToOffsetAndMetadata()))
                .forEach((partition, offset) -> {
                    if (offset != null && hook.isOf(partition, offset)) {
                        reached.put(partition, offset.offset());
                    }
                });
        return reached;
    }

    /** The records that a hook has still to pass. */
    long lag(Hook hook) {
        Map<TopicPartition, Long> reached = reached(hook);
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends(hook.topics()).entrySet()) {
            lag += Math.max(0, end.getValue() - reached.getOrDefault(end.getKey(), 0L));
        }
        return lag;
    }

    /** Whether any instance delivers to the hook. */
    boolean isServed(Hook hook) {
        return asked(() -> {
            try {
                return !KafkaCalls.await(admin.describeConsumerGroups(List.of(hook.group()))
                                .all())
                        .get(hook.group())
                        .members()
                        .isEmpty();
            } catch (GroupIdNotFoundException e) {
                return false; // nobody ever has
            }
        });
    }

    /** Has the brokers forget a hook, if nobody delivers to it any more; else they do by themselves in a week. */
    boolean forget(Hook hook) {
        KafkaFuture<Void> forgotten = admin.deleteConsumerGroups(List.of(hook.group(), hook.deadLetterGroup()))
                .deletedGroups()
                .get(hook.group());
        try {
            forgotten.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return e.getCause() instanceof GroupIdNotFoundException;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (InterruptException e) {
            throw new RefusedException(1, "Interrupted.", e); // the thread stays marked
        } catch (KafkaException e) {
            throw new RefusedException(
                    1, "Kafka at " + brokers + " does not answer (" + e + "); ./linklog status shows what runs.", e);
        }
    }

    @Override
    public void close() {
        admin.close(DEADLINE);
    }
}
