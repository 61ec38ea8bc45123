package io.linklog.webhooks.commands;

import io.linklog.kit.kafka.ConsumerGroups;
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
import java.util.Objects;
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

/** Looks up offsets of the log and of hooks' consumer groups for the commands. Each call has a deadline. */
final class LogPlaces implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final String brokers;
    private final Admin admin;
    private final ConsumerGroups groups;

    LogPlaces(KafkaSettings kafka) {
        this.brokers = kafka.bootstrapServers();
        this.admin = Admin.create(kafka.client(Map.of()));
        this.groups = new ConsumerGroups(admin);
    }

    /** The first offset of each partition that the log still has. */
    Map<TopicPartition, Long> begins(Collection<Topic> topics) {
        return offsets(topics, OffsetSpec.earliest());
    }

    /** The end of each partition. */
    Map<TopicPartition, Long> ends(Collection<Topic> topics) {
        return offsets(topics, OffsetSpec.latest());
    }

    /** For each partition, the offset of the first record written at that time or later; its end if there is none. */
    Map<TopicPartition, Long> offsetsAt(Collection<Topic> topics, Instant time) {
        Map<TopicPartition, Long> found = offsets(topics, OffsetSpec.forTimestamp(time.toEpochMilli()));
        /** The end of each partition. */
        Map<TopicPartition, Long> ends = ends(topics);
        found.replaceAll((partition, offset) -> offset < 0 ? ends.getOrDefault(partition, 0L) : offset);
        return found;
    }

    private Map<TopicPartition, Long> offsets(Collection<Topic> topics, OffsetSpec which) {
        return query(() -> TopicOffsets.list(admin, topics, which));
    }

    /**
     * The offset of a hook in each partition: the committed one, if it was committed under the last request, else the
     * requested one.
     */
    Map<TopicPartition, Long> reachedOffsets(Hook hook) {
        Map<TopicPartition, Long> reached = new HashMap<>();
        hook.positions().forEach((partition, position) -> reached.put(partition, position.offset()));
        query(() -> groups.committedOffsets(hook.group())).forEach((partition, offset) -> {
            if (hook.isCurrent(partition, offset)) {
                reached.put(partition, offset.offset());
            }
        });
        return reached;
    }

    /** The number of records that a hook has not processed yet. */
    long lag(Hook hook) {
        Map<TopicPartition, Long> reached = reachedOffsets(hook);
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends(hook.topics()).entrySet()) {
            lag += Math.max(0, end.getValue() - reached.getOrDefault(end.getKey(), 0L));
        }
        return lag;
    }

    /** Whether an instance delivers to the hook. */
    boolean isServed(Hook hook) {
        return query(() -> groups.hasMembers(hook.group()));
    }

    /**
     * Deletes the consumer groups of a hook. False while an instance still delivers to it; the brokers delete groups
     * without members after a week.
     */
    boolean forget(Hook hook) {
        KafkaFuture<Void> deleted = Objects.requireNonNull(
                admin.deleteConsumerGroups(List.of(hook.group(), hook.deadLetterGroup()))
                        .deletedGroups()
                        .get(hook.group()),
                "a result for each group");
        try {
            deleted.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
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

    private <T> T query(Supplier<T> question) {
        try {
            return question.get();
        } catch (InterruptException e) {
            throw new RefusedException(1, "Interrupted.", e); // the interrupt flag is set
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
