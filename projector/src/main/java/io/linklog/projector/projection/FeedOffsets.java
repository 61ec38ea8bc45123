package io.linklog.projector.projection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each partition is taken, written and committed. Confined to the projection's thread, as the consumer is.
 *
 * <p>A batch is all or nothing: its offsets count as written when all of its writes have succeeded. A partition that is
 * revoked in between drops out of the batch, so that it is read again if it comes back.
 *
 * <p>A committed offset says that the store will never forget what is before it. Cassandra answers a write before its
 * commit log is on disk, so an offset is committed only when the writes before it are older than the log's sync.
 */
final class FeedOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(FeedOffsets.class);
    private static final Duration COMMIT_DEADLINE = Duration.ofSeconds(5);

    /** Positions whose writes were answered before a moment. */
    private record Written(Map<TopicPartition, OffsetAndMetadata> ends, long beforeNanos) {}

    private final Consumer<byte[], byte[]> consumer;
    private final long commitIntervalNanos;
    private final long durableAfterNanos;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Long> published;
    private final Map<TopicPartition, OffsetAndMetadata> batch = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> written = new HashMap<>();
    private final ArrayDeque<Written> settling = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    private int batchEvents;
    private long nextCommit;
    private boolean holding;

    /** @param published is kept at the offsets written */
    FeedOffsets(
            Consumer<byte[], byte[]> consumer,
            ProjectionSettings settings,
            Map<TopicPartition, Long> published,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.commitIntervalNanos = settings.commitInterval().toNanos();
        this.durableAfterNanos = settings.durableAfter().toNanos();
        this.published = published;
        this.nanoTime = nanoTime;
        this.nextCommit = nanoTime.getAsLong();
    }

    /**
     * A batch begins.
     *
     * @param ends positions behind its last records; a partition may have moved without a record, over the marks that
     *     transactions leave
     */
    void batchTaken(Map<TopicPartition, OffsetAndMetadata> ends, int events) {
        batch.putAll(ends);
        batchEvents = events;
    }

    /** The last events of the batch were put back. */
    void batchEndsEarlier(TopicPartition partition, long offset, int putBack) {
        batch.put(partition, new OffsetAndMetadata(offset));
        batchEvents -= putBack;
    }

    /** @return the events of the batch */
    int batchWritten() {
        batch.forEach((partition, end) -> {
            written.put(partition, end);
            published.put(partition, end.offset());
        });
        int events = batchEvents;
        batchLost();
        return events;
    }

    /** The batch is not going to be finished. */
    void batchLost() {
        batch.clear();
        batchEvents = 0;
    }

    /** Commits what is durable by now, once in an interval; does not wait. */
    void commitIfDue() {
        long moment = nanoTime.getAsLong();
        if (moment - nextCommit < 0) {
            return;
        }
        nextCommit = moment + commitIntervalNanos;
        settle(moment);
        if (uncommitted.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> now = Map.copyOf(uncommitted);
        uncommitted.clear();
        consumer.commitAsync(now, (offsets, failure) -> {
            if (failure != null) {
                if (failure instanceof RebalanceInProgressException) {
                    LOG.debug("Offsets go with the next commit, after the rebalance");
                } else {
                    LOG.warn("Offsets could not be committed and go with the next commit: {}", failure.toString());
                }
                // newer ones stay; those of a partition given away would be refused by the group
                offsets.forEach((partition, offset) -> {
                    if (consumer.assignment().contains(partition)) {
                        uncommitted.putIfAbsent(partition, offset);
                    }
                });
            }
        });
    }

    private void settle(long moment) {
        if (!written.isEmpty()) {
            settling.add(new Written(new HashMap<>(written), moment));
            written.clear();
        }
        while (!settling.isEmpty() && moment - settling.element().beforeNanos >= durableAfterNanos) {
            uncommitted.putAll(settling.remove().ends);
        }
    }

    /** Commits what is durable; waits for it. What is not is written again by whoever goes on. */
    void commitAll() {
        settle(nanoTime.getAsLong());
        commitNow(uncommitted);
        uncommitted.clear();
    }

    /** Commits what is durable of partitions that are going away. */
    void commitBeforeLoss(Collection<TopicPartition> partitions) {
        settle(nanoTime.getAsLong());
        Map<TopicPartition, OffsetAndMetadata> going = new HashMap<>(uncommitted);
        going.keySet().retainAll(partitions);
        try {
            commitNow(going);
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn(
                    "Offsets of partitions given away could not be committed; they are written again: {}",
                    e.toString());
        }
    }

    private void commitNow(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(offsets), COMMIT_DEADLINE);
        } catch (WakeupException e) {
            // a wake-up that was meant for a poll; it is spent now
            consumer.commitSync(Map.copyOf(offsets), COMMIT_DEADLINE);
        }
    }

    /** Whether partitions that are assigned from now on are paused as well. */
    void hold(boolean on) {
        holding = on;
    }

    void assigned(Collection<TopicPartition> partitions) {
        if (holding) {
            consumer.pause(partitions);
        }
    }

    void forget(Collection<TopicPartition> partitions) {
        batch.keySet().removeAll(partitions);
        written.keySet().removeAll(partitions);
        settling.forEach(some -> some.ends.keySet().removeAll(partitions));
        uncommitted.keySet().removeAll(partitions);
        published.keySet().removeAll(partitions);
    }

    /** How many events of each partition are not written yet, as far as the consumer knows. */
    Map<TopicPartition, Long> lags() {
        Map<TopicPartition, Long> lags = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            consumer.currentLag(partition).ifPresent(lag -> lags.put(partition, lag));
        }
        return lags;
    }
}
