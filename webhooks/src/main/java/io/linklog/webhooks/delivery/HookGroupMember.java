package io.linklog.webhooks.delivery;

import io.linklog.kit.kafka.WaitingPartitions;
import io.linklog.schemas.topics.Topic;
import io.linklog.webhooks.hooks.Hook;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a hook's consumer group, for the life of one consumer. Reads records, passes the events that the hook
 * wants to the {@link Dispatcher}, and commits the offsets that it has finished. Pauses a partition that has enough
 * events waiting.
 *
 * <p>Confined to the deliverer's thread, except {@link #done} and {@link #wakeUp}, which any thread may call, and
 * {@link #close}, which is called after that thread has ended.
 */
final class HookGroupMember implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HookGroupMember.class);

    private static final Duration IDLE = Duration.ofMillis(250);
    // a shorter poll while a partition is paused, so that it is resumed soon
    private static final Duration BUSY = Duration.ofMillis(100);
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(500);
    private static final Duration COMMIT_DEADLINE = Duration.ofSeconds(5);
    private static final int ENOUGH = 50;

    private final Consumer<byte[], byte[]> consumer;
    private final Dispatcher dispatcher;
    private final Deliverer.Parts parts;
    private final DeliveryTally tally;
    private final HookMeters meters;
    private final HookPositions positions = new HookPositions();
    private final WaitingPartitions waiting;
    private Hook hook;
    private long nextCommit = System.nanoTime();

    /** @param gone takes the answer of an endpoint that wants no more events */
    HookGroupMember(
            Hook hook,
            Deliverer.Parts parts,
            DeliveryTally tally,
            HookMeters meters,
            java.util.function.Consumer<String> gone) {
        this.hook = hook;
        this.dispatcher = parts.dispatcher(hook, tally, gone);
        this.parts = parts;
        this.tally = tally;
        this.meters = meters;
        this.consumer = parts.consumer(hook.group());
        this.waiting = new WaitingPartitions(consumer, System::nanoTime);
        consumer.subscribe(hook.topics().stream().map(Topic::name).toList(), this);
    }

    /** For each assigned partition, the offset before which all events are delivered or dead letters. */
    Map<TopicPartition, Long> finishedOffsets() {
        return dispatcher.finishedOffsets();
    }

    /** Ends a poll that waits. */
    void wakeUp() {
        consumer.wakeup();
    }

    /** One round of the loop, with the newest version of the hook. */
    void step(Hook wanted) throws InterruptedException {
        follow(wanted);
        take(poll());
        waiting.resumeDue();
        pauseFullPartitions();
        commitIfDue();
        meters.setLag(lag());
    }

    private void follow(Hook next) throws InterruptedException {
        if (next == hook) {
            return;
        }
        hook = next;
        Set<TopicPartition> moved = positions.findMoved(consumer.assignment(), hook);
        dispatcher.settle(moved, parts.callTimeout());
        for (TopicPartition partition : moved) {
            long offset = positions.move(partition, hook);
            LOG.info("Webhook {} continues at offset {} of {}, as requested", hook.id(), offset, partition);
            seek(partition, offset);
        }
        dispatcher.follow(next);
    }

    private void seek(TopicPartition partition, long offset) {
        dispatcher.open(partition, offset);
        consumer.seek(partition, offset);
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(consumer.paused().isEmpty() ? IDLE : BUSY);
        } catch (OffsetOutOfRangeException e) {
            skipExpired(e.offsetOutOfRangePartitions());
            return ConsumerRecords.empty();
        }
    }

    /** Continues with the oldest records of the log: those that the hook should read next were deleted. */
    private void skipExpired(Map<TopicPartition, Long> from) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(from.keySet());
        from.forEach((partition, offset) -> {
            long begin = begins.getOrDefault(partition, 0L);
            if (begin > offset) {
                LOG.warn(
                        "Webhook {} continues in {} at offset {}: the {} records before it were deleted from the log",
                        hook.id(),
                        partition,
                        begin,
                        begin - offset);
                tally.countExpired(begin - offset);
            } else {
                LOG.warn(
                        "Webhook {} was at offset {} of {}, which is after the end of the log",
                        hook.id(),
                        offset,
                        partition);
            }
            seek(partition, begin);
        });
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        // also partitions without records: transaction markers move their position
        for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                records.nextOffsets().entrySet()) {
            TopicPartition partition = next.getKey();
            HookBatch batch =
                    HookBatch.read(records.records(partition), next.getValue().offset(), hook, parts.reader(), tally);
            if (batch.registryAway()) {
                if (waiting.isEmpty()) {
                    LOG.warn(
                            "Webhook {} waits for the schema registry at offset {} of {}",
                            hook.id(),
                            batch.end(),
                            partition);
                }
                waiting.await(partition, batch.end());
            }
            dispatcher.add(partition, batch.events(), batch.end());
        }
    }

    /** Pauses the partitions that have enough events waiting or wait for the registry, and resumes the others. */
    private void pauseFullPartitions() {
        Set<TopicPartition> full = new HashSet<>(consumer.assignment());
        full.removeIf(partition -> dispatcher.queueLength(partition) < ENOUGH && !waiting.isPaused(partition));
        Set<TopicPartition> hungry = new HashSet<>(consumer.paused());
        hungry.removeAll(full);
        consumer.pause(full);
        consumer.resume(hungry);
    }

    private void commitIfDue() {
        long now = System.nanoTime();
        if (now - nextCommit < 0) {
            return;
        }
        nextCommit = now + BETWEEN_COMMITS.toNanos();
        Map<TopicPartition, OffsetAndMetadata> due =
                positions.dueOffsets(dispatcher.finishedOffsets(), consumer.assignment());
        if (due.isEmpty()) {
            return;
        }
        consumer.commitAsync(due, (offsets, failure) -> {
            if (failure == null) {
                positions.recordCommit(offsets);
            } else {
                LOG.debug("Offsets of webhook {} are committed later: {}", hook.id(), failure.toString());
            }
        });
    }

    private long lag() {
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            lag += consumer.currentLag(partition).orElse(0) + dispatcher.queueLength(partition);
        }
        return lag;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> before = consumer.committed(new HashSet<>(partitions), COMMIT_DEADLINE);
        for (TopicPartition partition : partitions) {
            seek(partition, positions.assign(partition, hook, before.get(partition)));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            dispatcher.settle(partitions, parts.callTimeout());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        commit(partitions);
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        dispatcher.drop(partitions);
        positions.forget(partitions);
        waiting.forget(partitions);
    }

    private void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = positions.dueOffsets(dispatcher.finishedOffsets(), partitions);
        if (due.isEmpty()) {
            return;
        }
        try {
            try {
                consumer.commitSync(due, COMMIT_DEADLINE);
            } catch (WakeupException e) {
                // the wake-up was meant for a poll; it does not occur again
                consumer.commitSync(due, COMMIT_DEADLINE);
            }
            positions.recordCommit(due);
        } catch (KafkaException e) {
            LOG.warn("Webhook {}: events after the last commit are delivered again: {}", hook.id(), e.toString());
        }
    }

    /** Closes the consumer after a failure. A new member delivers again the events after the last commit. */
    void abandon() {
        dispatcher.stop();
        consumer.close();
    }

    /** Waits for calls in flight, at most as long as a call may take, and commits. */
    @Override
    public void close() {
        try (consumer) {
            dispatcher.stop();
            dispatcher.settle(consumer.assignment(), parts.callTimeout());
            commit(consumer.assignment());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
