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
 * Tracks for each partition which offsets are read, written and committed. Confined to the projection's thread.
 *
 * <p>The offsets of a batch count as written when all of its writes have succeeded. A partition that is revoked before
 * leaves the batch; its next owner reads it again.
 *
 * <p>A committed offset promises that the rows before it are durable. Cassandra answers a write before its commit log
 * is on disk, so an offset is committed only when the writes before it are older than the sync interval of that log.
 */
final class FeedOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(FeedOffsets.class);
    private static final Duration COMMIT_DEADLINE = Duration.ofSeconds(5);

    /** Offsets whose writes were answered before a time. */
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

    /** @param published is kept equal to the written offsets */
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
     * Starts a batch.
     *
     * @param ends the positions after the poll; a partition without records may have moved over transaction markers
     */
    void startBatch(Map<TopicPartition, OffsetAndMetadata> ends, int events) {
        batch.putAll(ends);
        batchEvents = events;
    }

    /**
     * Removes the last records of a partition from the batch. They are read again.
     *
     * @param offset the first record that is removed
     * @param putBack the number of records that are removed
     */
    void shortenBatch(TopicPartition partition, long offset, int putBack) {
        batch.put(partition, new OffsetAndMetadata(offset));
        batchEvents -= putBack;
    }

    /**
     * Ends the batch: all of its writes have succeeded.
     *
     * @return the number of its records
     */
    int finishBatch() {
        batch.forEach((partition, end) -> {
            written.put(partition, end);
            published.put(partition, end.offset());
        });
        int events = batchEvents;
        abandonBatch();
        return events;
    }

    /** Drops the batch. */
    void abandonBatch() {
        batch.clear();
        batchEvents = 0;
    }

    /** Commits durable offsets if the commit interval is over. Does not wait. */
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
                    LOG.debug("Offsets are committed after the rebalance");
                } else {
                    LOG.warn("The commit of offsets failed and is repeated: {}", failure.toString());
                }
                // keep newer offsets; the group would reject offsets of a partition that is no longer assigned
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

    /** Commits durable offsets and waits. Rows after them are written again later. */
    void commitAll() {
        settle(nanoTime.getAsLong());
        commitNow(uncommitted);
        uncommitted.clear();
    }

    /** Commits durable offsets of partitions that are being revoked. */
    void commitBeforeLoss(Collection<TopicPartition> partitions) {
        settle(nanoTime.getAsLong());
        Map<TopicPartition, OffsetAndMetadata> going = new HashMap<>(uncommitted);
        going.keySet().retainAll(partitions);
        try {
            commitNow(going);
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("The commit of revoked partitions failed; their last rows are written again: {}", e.toString());
        }
    }

    private void commitNow(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(offsets), COMMIT_DEADLINE);
        } catch (WakeupException e) {
            // the wake-up was meant for a poll; it does not occur again
            consumer.commitSync(Map.copyOf(offsets), COMMIT_DEADLINE);
        }
    }

    /** Sets whether newly assigned partitions are paused. */
    void hold(boolean on) {
        holding = on;
    }

    /** Pauses newly assigned partitions if {@link #hold} asks for it. */
    void pauseIfHolding(Collection<TopicPartition> partitions) {
        if (holding) {
            consumer.pause(partitions);
        }
    }

    /** Removes partitions that are no longer assigned. */
    void forget(Collection<TopicPartition> partitions) {
        batch.keySet().removeAll(partitions);
        written.keySet().removeAll(partitions);
        settling.forEach(some -> some.ends.keySet().removeAll(partitions));
        uncommitted.keySet().removeAll(partitions);
        published.keySet().removeAll(partitions);
    }

    /** For each partition, the number of records that are not read yet, as far as the consumer knows. */
    Map<TopicPartition, Long> lags() {
        Map<TopicPartition, Long> lags = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            consumer.currentLag(partition).ifPresent(lag -> lags.put(partition, lag));
        }
        return lags;
    }
}
