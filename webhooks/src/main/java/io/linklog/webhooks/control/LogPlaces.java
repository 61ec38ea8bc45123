package io.linklog.webhooks.control;

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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Looks up offsets of the log and of hooks' consumer groups. Each call blocks until its deadline at most, and throws a
 * {@link org.apache.kafka.common.KafkaException} if the brokers do not answer. Thread-safe.
 */
public final class LogPlaces implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Admin admin;
    private final ConsumerGroups groups;

    public LogPlaces(KafkaSettings kafka) {
        this.admin = Admin.create(kafka.client(Map.of()));
        this.groups = new ConsumerGroups(admin);
    }

    /** The first offset of each partition that the log still has. */
    public Map<TopicPartition, Long> begins(Collection<Topic> topics) {
        return offsets(topics, OffsetSpec.earliest());
    }

    /** The end of each partition. */
    public Map<TopicPartition, Long> ends(Collection<Topic> topics) {
        return offsets(topics, OffsetSpec.latest());
    }

    /** For each partition, the offset of the first record written at that time or later; its end if there is none. */
    public Map<TopicPartition, Long> offsetsAt(Collection<Topic> topics, Instant time) {
        Map<TopicPartition, Long> found = offsets(topics, OffsetSpec.forTimestamp(time.toEpochMilli()));
        Map<TopicPartition, Long> ends = ends(topics);
        found.replaceAll((partition, offset) -> offset < 0 ? ends.getOrDefault(partition, 0L) : offset);
        return found;
    }

    private Map<TopicPartition, Long> offsets(Collection<Topic> topics, OffsetSpec which) {
        return TopicOffsets.list(admin, topics, which);
    }

    /**
     * The offset of a hook in each partition: the committed one, if it was committed under the last request, else the
     * requested one.
     */
    public Map<TopicPartition, Long> reachedOffsets(Hook hook) {
        Map<TopicPartition, Long> reached = new HashMap<>();
        hook.positions().forEach((partition, position) -> reached.put(partition, position.offset()));
        groups.committedOffsets(hook.group()).forEach((partition, offset) -> {
            if (hook.isCurrent(partition, offset)) {
                reached.put(partition, offset.offset());
            }
        });
        return reached;
    }

    /** The number of records that a hook has not processed yet. */
    public long lag(Hook hook) {
        Map<TopicPartition, Long> reached = reachedOffsets(hook);
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends(hook.topics()).entrySet()) {
            lag += Math.max(0, end.getValue() - reached.getOrDefault(end.getKey(), 0L));
        }
        return lag;
    }

    /** Whether an instance delivers to the hook. */
    public boolean isServed(Hook hook) {
        return groups.hasMembers(hook.group());
    }

    /**
     * Deletes the consumer groups of a hook. False while an instance still delivers to it; the brokers delete groups
     * without members after a week.
     */
    public boolean forget(Hook hook) {
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

    @Override
    public void close() {
        admin.close(DEADLINE);
    }
}
