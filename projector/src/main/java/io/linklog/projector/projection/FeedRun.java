package io.linklog.projector.projection;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.DeadLetterProducer;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.WaitingPartitions;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Projects one topic to one keyspace for the life of one consumer. A step takes the records of one poll, writes their
 * rows, and commits offsets; an offset is committed only when all rows before it are written. A write that fails is
 * retried until it succeeds. A record that cannot be read goes to the dead letters, but not from a replay, because the
 * projector has written them already, and only from one feed of a topic.
 *
 * <p>Confined to the projection's thread, except {@link #problem} and {@link #wakeUp}.
 */
final class FeedRun implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeedRun.class);
    private static final Duration STEP = Duration.ofMillis(250);
    // the consumer is polled this often while writes wait, so that it stays in the group and rebalances proceed
    private static final Duration BETWEEN_HEARTBEATS = Duration.ofSeconds(1);
    private static final Duration TIME_TO_FINISH = Duration.ofSeconds(3);

    private final ProjectedFeed feed;
    private final Topic topic;
    private final String group;
    private final Keyspace keyspace;
    private final FeedMeters meters;
    private final BooleanSupplier closing;
    private final Map<TopicPartition, Long> written;
    private final Throttle throttle;
    private final FeedWriter writer;
    private final WriteWindow writes;
    private final Consumer<byte[], byte[]> consumer;
    private final WaitingPartitions waiting;
    private final FeedOffsets offsets;
    private final DeadLetterProducer deadLetters;
    private final boolean writesDeadLetters;
    private final Map<TopicPartition, Long> unreadable;
    private final Map<TopicPartition, Long> unreadableInBatch = new HashMap<>();
    private volatile boolean registryAway;

    /**
     * Prepares the keyspace and opens the clients. Blocks.
     *
     * @param written is kept at the offsets before which all rows are written
     * @param unreadable is kept at the last offset of each partition whose record could not be read; those up to it are
     *     not written to the dead letters again
     * @param closing tells whether the projection is being closed
     */
    FeedRun(
            FeedProjection.Parts parts,
            Map<TopicPartition, Long> written,
            Map<TopicPartition, Long> unreadable,
            BooleanSupplier closing) {
        this.feed = parts.feed().kind();
        this.topic = feed.topic();
        this.keyspace = parts.preparation().keyspace();
        this.group = keyspace.group(feed);
        this.meters = parts.meters();
        this.written = written;
        this.unreadable = unreadable;
        this.writesDeadLetters = parts.partitions() == Projection.Partitions.SHARED;
        this.closing = closing;
        ProjectionSettings settings = parts.settings();
        this.throttle = new Throttle(settings.eventsPerSecond(), System::nanoTime);
        parts.preparation().prepare();
        parts.preparation()
                .lostOffsets(feed)
                .forEach((partition, offset) -> unreadable.merge(partition, offset - 1, Math::max));
        this.writer = parts.feed().open(keyspace);
        this.writes = new WriteWindow("Cassandra, " + keyspace + ",", settings.writesInFlight(), meters);
        KafkaSettings kafka = parts.stores().kafka();
        this.consumer = FeedConsumer.open(kafka, group, settings.pollRecords());
        this.waiting = new WaitingPartitions(consumer, System::nanoTime);
        try {
            this.offsets = new FeedOffsets(
                    consumer, settings.commitInterval(), parts.stores()::synced, written, System::nanoTime);
            this.deadLetters = new DeadLetterProducer(topic.deadLetterName(), kafka);
            if (parts.partitions() == Projection.Partitions.SHARED) {
                consumer.subscribe(List.of(topic.name()), this);
            } else {
                FeedConsumer.assignAll(consumer, topic);
            }
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Why it cannot write; empty if it can. From any thread. */
    Optional<String> problem() {
        return registryAway
                ? Optional.of("waiting for the schema registry")
                : writes.problem().map(cause -> "writes to " + keyspace + " fail: " + cause);
    }

    /** Ends a poll that waits. From any thread. */
    void wakeUp() {
        consumer.wakeup();
    }

    void step() throws InterruptedException {
        if (offsets.goBackAfterLoss()) {
            writer.forgetWritten();
        }
        waiting.resumeDue();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(STEP);
        take(records);
        if (finishWrites()) {
            meters.countRecords(offsets.finishBatch());
            unreadableInBatch.forEach((partition, offset) -> unreadable.merge(partition, offset, Math::max));
            offsets.commitIfDue();
            offsets.lags().forEach(meters::setLag);
        }
        registryAway = !waiting.isEmpty();
        throttle.await(records.count(), this::heartbeat);
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        offsets.startBatch(records);
        unreadableInBatch.clear();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> ofPartition = records.records(partition);
            for (int i = 0; i < ofPartition.size(); i++) {
                try {
                    take(partition, ofPartition.get(i));
                } catch (RegistryUnavailableException e) {
                    long offset = ofPartition.get(i).offset();
                    if (waiting.isEmpty()) {
                        LOG.warn("{} waits at offset {} for the schema registry: {}", partition, offset, e.toString());
                    }
                    waiting.await(partition, offset);
                    offsets.shortenBatch(partition, offset, ofPartition.size() - i);
                    break;
                }
            }
        }
        writer.endBatch(writes);
    }

    private void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        try {
            writer.take(partition, record, writes);
        } catch (UnreadableRecordException e) {
            takeUnreadable(partition, record, e);
        }
    }

    private void takeUnreadable(
            TopicPartition partition, ConsumerRecord<byte[], byte[]> record, UnreadableRecordException reason) {
        if (!feed.writesDeadLetters() || record.offset() <= unreadable.getOrDefault(partition, -1L)) {
            return; // another feed writes it, or it is read again after a loss of contact
        }
        unreadableInBatch.put(partition, record.offset());
        if (!writesDeadLetters) {
            meters.countDeadLetter();
            return;
        }
        LOG.warn(
                "{} offset {} cannot be read and goes to {}: {}",
                partition,
                record.offset(),
                topic.deadLetterName(),
                reason.getMessage());
        writes.add(new WriteWindow.Task(partition, () -> deadLetters.send(record, reason), meters::countDeadLetter));
    }

    /** @return false if the batch was given up because the projection is being closed */
    private boolean finishWrites() throws InterruptedException {
        long nextHeartbeat = System.nanoTime() + BETWEEN_HEARTBEATS.toNanos();
        long giveUp = 0;
        while (!writes.advance(STEP)) {
            long now = System.nanoTime();
            if (closing.getAsBoolean()) {
                giveUp = giveUp == 0 ? now + TIME_TO_FINISH.toNanos() : giveUp;
                if (now - giveUp > 0 || writes.problem().isPresent()) {
                    offsets.abandonBatch();
                    return false;
                }
            } else if (now - nextHeartbeat > 0) {
                heartbeat(Duration.ofMillis(10));
                nextHeartbeat = System.nanoTime() + BETWEEN_HEARTBEATS.toNanos();
            }
        }
        return true;
    }

    /** Polls only to stay a member of the group: all partitions are paused. */
    private void heartbeat(Duration time) {
        consumer.pause(consumer.assignment());
        offsets.hold(true);
        ConsumerRecords<byte[], byte[]> none = consumer.poll(time);
        offsets.hold(false);
        if (!none.isEmpty()) {
            throw new IllegalStateException("A paused consumer returned " + none.count() + " records");
        }
        consumer.resume(consumer.paused());
        waiting.pauseAgain();
        // earlier batches can be committed while this one waits
        offsets.commitIfDue();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        LOG.info("{} gets partitions {}", group, partitions);
        offsets.pauseIfHolding(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        LOG.info("{} gives up partitions {}", group, partitions);
        offsets.commitBeforeLoss(partitions);
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        writes.drop(partitions);
        offsets.forget(partitions);
        waiting.forget(partitions);
        meters.forget(partitions);
    }

    /** Closes the clients after a failure, without a commit. */
    void abandon() {
        closeClients(() -> {});
    }

    /** Commits what is durable and closes the clients. */
    @Override
    public void close() {
        closeClients(offsets::commitAll);
    }

    private void closeClients(Runnable before) {
        try (consumer;
                deadLetters) {
            before.run();
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} did not close cleanly; rows that are not committed are written again: {}", group, e.toString());
        }
        meters.forget(written.keySet());
        written.clear();
    }
}
