package io.linklog.projector.projection;

import io.linklog.kit.cassandra.CommitLogWatch.Synced;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
 * is on disk, so written offsets settle first: they are committed when the nodes are known to have lived on for longer
 * than the sync period of that log. After each loss of contact with a node, the partitions go back to the last offset
 * that has settled, and all rows after it are written again.
 */
final class FeedOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(FeedOffsets.class);
    private static final Duration COMMIT_DEADLINE = Duration.ofSeconds(5);

    /** Offsets whose writes were answered before a time. */
    private record Written(Map<TopicPartition, OffsetAndMetadata> ends, long answeredNanos) {}

    private final Consumer<byte[], byte[]> consumer;
    private final long commitIntervalNanos;
    private final Supplier<Synced> synced;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Long> published;
    private final Map<TopicPartition, OffsetAndMetadata> batch = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> written = new HashMap<>();
    private final ArrayDeque<Written> settling = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    // for each partition, the offset before which all rows are on disk
    private final Map<TopicPartition, Long> durable = new HashMap<>();
    private long losses;
    private int batchEvents;
    private long nextCommit;
    private boolean holding;

    /**
     * Tracks the offsets of a consumer.
     *
     * @param synced what is known to be on disk; the times are those of {@code nanoTime}
     * @param published is kept equal to the written offsets
     */
    FeedOffsets(
            Consumer<byte[], byte[]> consumer,
            Duration commitInterval,
            Supplier<Synced> synced,
            Map<TopicPartition, Long> published,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.commitIntervalNanos = commitInterval.toNanos();
        this.synced = synced;
        this.published = published;
        this.nanoTime = nanoTime;
        this.nextCommit = nanoTime.getAsLong();
    }

    /**
     * Moves the consumer back to what is on disk if contact with a node was lost since the last call. Call it before
     * each poll: all writes of a batch must begin after the loss that it goes back to.
     *
     * @return whether rows are written again
     */
    boolean goBackAfterLoss() {
        if (written.isEmpty() && settling.isEmpty()) {
            return false; // the next batch asks
        }
        long now = synced.get().losses();
        if (now == losses) {
            return false;
        }
        losses = now;
        Map<TopicPartition, OffsetAndMetadata> unsettled = new HashMap<>(written);
        settling.forEach(some -> unsettled.putAll(some.ends));
        written.clear();
        settling.clear();
        unsettled.keySet().forEach(partition -> {
            long offset = Objects.requireNonNull(durable.get(partition), "A written partition has a durable offset");
            consumer.seek(partition, offset);
            published.put(partition, offset);
        });
        LOG.info("Rows after these offsets may not be on disk and are written again: {}", published);
        return true;
    }

    /**
     * Starts a batch.
     *
     * @param records those of the poll; a partition without records may have moved over transaction markers
     */
    void startBatch(ConsumerRecords<byte[], byte[]> records) {
        if (!records.nextOffsets().isEmpty() && written.isEmpty() && settling.isEmpty()) {
            losses = synced.get().losses();
        }
        records.nextOffsets().forEach((partition, end) -> {
            var own = records.records(partition);
            durable.putIfAbsent(
                    partition, own.isEmpty() ? end.offset() : own.get(0).offset());
            batch.put(partition, end);
        });
        batchEvents = records.count();
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
        if (settling.isEmpty()) {
            return;
        }
        Synced now = synced.get();
        if (now.losses() != losses) {
            return; // the next step goes back
        }
        while (!settling.isEmpty() && settling.element().answeredNanos - now.beforeNanos() < 0) {
            settling.remove().ends.forEach((partition, end) -> {
                uncommitted.put(partition, end);
                durable.put(partition, end.offset());
            });
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
        durable.keySet().removeAll(partitions);
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
