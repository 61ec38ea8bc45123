package io.linklog.webhooks.delivery;

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
 * A member of a hook's consumer group, from one consumer's opening to its closing: reads, leaves out what the hook does
 * not want, hands the rest to the {@link Dispatcher}, and commits what that is done with. Reads no further of a
 * partition that has enough waiting.
 *
 * <p>All of it belongs to the deliverer's thread, as does what Kafka calls inside a poll; but for {@link #done} and
 * {@link #wakeUp}, which any thread may call, and {@link #close}, which another one calls when that thread has ended.
 */
final class HookGroupMember implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HookGroupMember.class);

    private static final Duration IDLE = Duration.ofMillis(250);
    // while a lane is full: how soon it is given more
    private static final Duration BUSY = Duration.ofMillis(100);
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(500);
    private static final Duration COMMIT_DEADLINE = Duration.ofSeconds(5);
    private static final Duration REGISTRY_PAUSE = Duration.ofSeconds(1);
    private static final int ENOUGH = 50;

    private final Consumer<byte[], byte[]> consumer;
    private final Dispatcher dispatcher;
    private final Deliverer.Parts parts;
    private final DeliveryTally tally;
    private final HookMeters meters;
    private final HookPositions positions = new HookPositions();
    private Hook hook;
    private long nextCommit = System.nanoTime();

    /** @param gone is told what an endpoint said that wants no more */
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
        consumer.subscribe(hook.topics().stream().map(Topic::name).toList(), this);
    }

    /** For each partition it has: the offset before which nothing is left to do. */
    Map<TopicPartition, Long> done() {
        return dispatcher.done();
    }

    /** Ends a poll that waits. */
    void wakeUp() {
        consumer.wakeup();
    }

    /** One round, by this record of the hook. */
    void step(Hook wanted) throws InterruptedException {
        follow(wanted);
        boolean registryAway = take(poll());
        restrain();
        commitIfDue();
        meters.lag(lag());
        if (registryAway) {
            Thread.sleep(REGISTRY_PAUSE.toMillis());
        }
    }

    private void follow(Hook next) throws InterruptedException {
        if (next == hook) {
            return;
        }
        hook = next;
        Set<TopicPartition> elsewhere = positions.toldElsewhere(consumer.assignment(), hook);
        dispatcher.settle(elsewhere, parts.callTimeout());
        for (TopicPartition partition : elsewhere) {
            long offset = positions.moved(partition, hook);
            LOG.info("Webhook {} goes on at {} of {}, as it was told", hook.id(), offset, partition);
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

    /** What the hook was to begin with is gone from the log: that is said, and it goes on with the oldest there is. */
    private void skipExpired(Map<TopicPartition, Long> from) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(from.keySet());
        from.forEach((partition, offset) -> {
            long begin = begins.getOrDefault(partition, 0L);
            if (begin > offset) {
                LOG.warn(
                        "Webhook {} goes on in {} at {}: {} records before it are gone from the log",
                        hook.id(),
                        partition,
                        begin,
                        begin - offset);
                tally.expired(begin - offset);
            } else {
                LOG.warn("Webhook {} was at {} of {}, which the log does not reach", hook.id(), offset, partition);
            }
            seek(partition, begin);
        });
    }

    /** @return whether records were left for later because the registry does not answer */
    private boolean take(ConsumerRecords<byte[], byte[]> records) {
        boolean registryAway = false;
        // not only those with records: a partition may have moved over the marks that transactions leave
        for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                records.nextOffsets().entrySet()) {
            TopicPartition partition = next.getKey();
            HookBatch batch =
                    HookBatch.read(records.records(partition), next.getValue().offset(), hook, parts.reader(), tally);
            if (batch.registryAway()) {
                consumer.seek(partition, batch.end());
                registryAway = true;
            }
            dispatcher.add(partition, batch.events(), batch.end());
        }
        return registryAway;
    }

    /** Fetches no more of the partitions that have enough waiting, and again of those that have not. */
    private void restrain() {
        Set<TopicPartition> full = new HashSet<>(consumer.assignment());
        full.removeIf(partition -> dispatcher.waiting(partition) < ENOUGH);
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
        Map<TopicPartition, OffsetAndMetadata> due = positions.due(dispatcher.done(), consumer.assignment());
        if (due.isEmpty()) {
            return;
        }
        consumer.commitAsync(due, (offsets, failure) -> {
            if (failure == null) {
                positions.committed(offsets);
            } else {
                LOG.debug("Offsets of webhook {} go with the next commit: {}", hook.id(), failure.toString());
            }
        });
    }

    private long lag() {
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            lag += consumer.currentLag(partition).orElse(0) + dispatcher.waiting(partition);
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
            seek(partition, positions.got(partition, hook, before.get(partition)));
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
        positions.lost(partitions);
    }

    private void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = positions.due(dispatcher.done(), partitions);
        if (due.isEmpty()) {
            return;
        }
        try {
            try {
                consumer.commitSync(due, COMMIT_DEADLINE);
            } catch (WakeupException e) {
                // it was meant for a poll, and is spent now
                consumer.commitSync(due, COMMIT_DEADLINE);
            }
            positions.committed(due);
        } catch (KafkaException e) {
            LOG.warn("Webhook {}: what was not committed is delivered again: {}", hook.id(), e.toString());
        }
    }

    /** Ends after a failure: what was not committed is delivered again by a new member. */
    void abandon() {
        dispatcher.stop();
        consumer.close();
    }

    /** Ends cleanly: what is under way is finished, if that does not take longer than a call may, and committed. */
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
