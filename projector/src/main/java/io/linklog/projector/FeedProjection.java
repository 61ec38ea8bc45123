package io.linklog.projector;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the tables of one topic in one keyspace: takes records, writes their rows, and commits an offset only when all
 * that is before it is written. What cannot be written is tried again for as long as it takes; what cannot be read goes
 * to the dead letters. So the committed offsets of {@link Keyspace#group} say what is in the keyspace for sure.
 *
 * <p>Everything but the writes' completion happens on one thread of its own. Other methods may be called from any
 * thread.
 */
final class FeedProjection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeedProjection.class);

    private static final String BEGIN = "Kafka and Cassandra";
    private static final Duration STEP = Duration.ofMillis(250);
    // while writes wait, how often the group sees that this member lives and takes part in rebalances
    private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofSeconds(1);
    private static final Duration REGISTRY_PAUSE = Duration.ofSeconds(1);
    private static final Duration TIME_TO_FINISH = Duration.ofSeconds(3);

    private final Feed feed;
    private final KafkaSettings kafka;
    private final Preparation preparation;
    private final Keyspace keyspace;
    private final String group;
    private final ProjectionSettings settings;
    private final Projection.Partitions partitions;
    private final FeedMeters meters;
    private final Throttle throttle;
    private final Loop loop;
    private final Map<TopicPartition, Long> written = new ConcurrentHashMap<>();
    private volatile @Nullable Running running;
    private volatile @Nullable String waitingFor = BEGIN;
    private volatile boolean closing;

    /** Starts at once and waits for nothing: stores that are away are tried again until they are there. */
    FeedProjection(
            Feed feed,
            KafkaSettings kafka,
            Preparation preparation,
            Keyspace keyspace,
            ProjectionSettings settings,
            Projection.Partitions partitions,
            FeedMeters meters,
            Health health) {
        this.feed = feed;
        this.kafka = kafka;
        this.preparation = preparation;
        this.keyspace = keyspace;
        this.group = keyspace.group(feed.topic());
        this.settings = settings;
        this.partitions = partitions;
        this.meters = meters;
        this.throttle = new Throttle(settings.eventsPerSecond(), System::nanoTime);
        this.loop = Loop.start(
                "projection of " + feed.topic().name() + " to " + keyspace, this::step, this::wakeUp, health);
    }

    /** What keeps it from writing; empty when all is well. */
    Optional<String> problem() {
        Running now = running;
        String waiting = waitingFor;
        if (waiting != null || now == null) {
            return Optional.of("waiting for " + waiting);
        }
        return now.writes.problem().map(cause -> "writes to " + keyspace + " fail: " + cause);
    }

    /** For each partition it has: the offset up to which everything is written (perhaps not committed yet). */
    Map<TopicPartition, Long> written() {
        return Map.copyOf(written);
    }

    private void step() throws Exception {
        Running now = running;
        try {
            if (now == null) {
                now = new Running();
                running = now;
            }
            now.step();
        } catch (WakeupException e) {
            // it is being closed
        } catch (InterruptException | InterruptedException e) {
            throw new InterruptedException();
        } catch (Exception e) {
            // what was taken but not written is lost to this consumer: a new one begins where the last commit was
            abandon();
            throw e;
        }
    }

    private void wakeUp() {
        closing = true;
        Running now = running;
        if (now != null) {
            now.consumer.wakeup();
        }
    }

    private void abandon() {
        Running now = running;
        waitingFor = BEGIN;
        running = null;
        if (now != null) {
            now.close(false);
        }
    }

    /** Ends cleanly: what is in flight is finished, what is written is committed. */
    @Override
    public void close() {
        loop.close();
        Running now = running;
        running = null;
        if (now != null) {
            now.close(true);
        }
    }

    /** From one consumer's opening to its closing. */
    private final class Running {

        final Consumer<byte[], byte[]> consumer;
        final WriteWindow writes;
        private final DeadLetters deadLetters;
        private final FeedWriter writer;
        private final Offsets offsets;

        Running() {
            preparation.prepare();
            writer = feed.open(keyspace);
            writes = new WriteWindow("Cassandra, " + keyspace + ",", settings.writesInFlight(), meters);
            consumer = FeedConsumer.open(kafka, group, settings.pollRecords());
            try {
                offsets = new Offsets(consumer, settings, written, System::nanoTime);
                deadLetters = new DeadLetters(feed.topic().deadLetterName(), kafka);
                if (partitions == Projection.Partitions.SHARED) {
                    consumer.subscribe(List.of(feed.topic().name()), new Membership(this));
                } else {
                    FeedConsumer.assignAll(consumer, feed.topic());
                }
            } catch (RuntimeException e) {
                consumer.close();
                throw e;
            }
            waitingFor = null;
        }

        void step() throws InterruptedException {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(STEP);
            boolean registryAway = take(records);
            if (finishWrites()) {
                meters.projected(offsets.batchWritten());
                offsets.commitIfDue();
                offsets.lags().forEach(meters::lag);
            }
            if (registryAway) {
                waitingFor = "the schema registry";
                signOfLife(REGISTRY_PAUSE);
            } else {
                waitingFor = null;
            }
            throttle.await(records.count(), this::signOfLife);
        }

        /** @return whether records were left for later because the registry does not answer */
        private boolean take(ConsumerRecords<byte[], byte[]> records) {
            boolean registryAway = false;
            offsets.batchTaken(records.nextOffsets(), records.count());
            for (TopicPartition partition : records.partitions()) {
                List<ConsumerRecord<byte[], byte[]>> ofPartition = records.records(partition);
                for (int i = 0; i < ofPartition.size(); i++) {
                    try {
                        take(partition, ofPartition.get(i));
                    } catch (RegistryUnavailableException e) {
                        if (waitingFor == null) {
                            LOG.warn("Waiting for the schema registry: {}", e.toString());
                        }
                        long offset = ofPartition.get(i).offset();
                        consumer.seek(partition, offset);
                        offsets.batchEndsEarlier(partition, offset, ofPartition.size() - i);
                        registryAway = true;
                        break;
                    }
                }
            }
            writer.endBatch(writes);
            return registryAway;
        }

        private void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
            try {
                writer.take(partition, record, writes);
            } catch (UnreadableRecordException e) {
                bury(partition, record, e);
            }
        }

        private void bury(
                TopicPartition partition, ConsumerRecord<byte[], byte[]> record, UnreadableRecordException reason) {
            LOG.warn(
                    "{} offset {} cannot be read and goes to {}: {}",
                    partition,
                    record.offset(),
                    feed.topic().deadLetterName(),
                    reason.getMessage());
            writes.add(new WriteWindow.Task(partition, () -> deadLetters.send(record, reason), meters::deadLetter));
        }

        /** @return false when it was given up because the projection is being closed */
        private boolean finishWrites() throws InterruptedException {
            long nextSignOfLife = System.nanoTime() + BETWEEN_SIGNS_OF_LIFE.toNanos();
            long giveUp = 0;
            while (!writes.advance(STEP)) {
                long now = System.nanoTime();
                if (closing) {
                    giveUp = giveUp == 0 ? now + TIME_TO_FINISH.toNanos() : giveUp;
                    if (now - giveUp > 0 || writes.problem().isPresent()) {
                        offsets.batchLost();
                        return false;
                    }
                } else if (now - nextSignOfLife > 0) {
                    signOfLife(Duration.ofMillis(10));
                    nextSignOfLife = System.nanoTime() + BETWEEN_SIGNS_OF_LIFE.toNanos();
                }
            }
            return true;
        }

        /** Polls for the sake of the membership, taking nothing. */
        private void signOfLife(Duration time) {
            consumer.pause(consumer.assignment());
            offsets.hold(true);
            ConsumerRecords<byte[], byte[]> none = consumer.poll(time);
            offsets.hold(false);
            if (!none.isEmpty()) {
                throw new IllegalStateException("A paused consumer gave " + none.count() + " records");
            }
            consumer.resume(consumer.paused());
            // what was written before need not wait for what cannot be written now
            offsets.commitIfDue();
        }

        void close(boolean commit) {
            try (consumer;
                    deadLetters) {
                if (commit) {
                    offsets.commitAll();
                }
            } catch (RuntimeException e) {
                LOG.warn("{} did not end cleanly; what is not committed is written again: {}", group, e.toString());
            }
            meters.forget(written.keySet());
            written.clear();
        }
    }

    /** What happens when the group shares out its partitions anew. On the projection's thread, inside a poll. */
    private final class Membership implements ConsumerRebalanceListener {

        private final Running member;

        Membership(Running member) {
            this.member = member;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            LOG.info("{} gets partitions {}", group, assigned);
            member.offsets.assigned(assigned);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            LOG.info("{} gives away partitions {}", group, revoked);
            member.offsets.commitBeforeLoss(revoked);
            onPartitionsLost(revoked);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            member.writes.drop(lost);
            member.offsets.forget(lost);
            meters.forget(lost);
        }
    }
}
