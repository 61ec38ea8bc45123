package io.linklog.projector.webhook;

import io.linklog.kit.Health;
import io.linklog.kit.Loop;
import io.linklog.schemas.RegistryUnavailableException;
import io.linklog.schemas.Topic;
import io.linklog.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one hook, as a member of its consumer group: reads, leaves out what the hook does not want, hands the rest to
 * the {@link Dispatcher}, and commits what that is done with. Reads no further of a partition that has enough waiting.
 *
 * <p>An offset is committed together with the number of the request that it follows (see {@link Hook.Position}). So a replay is
 * a change of the record alone, whoever has the partition and whatever is committed meanwhile by one that has not seen it.
 *
 * <p>All but {@link #follow} and {@link #close} happens on a thread of its own.
 */
final class Deliverer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    private static final Duration IDLE = Duration.ofMillis(250);
    // while a lane is full: how soon it is given more
    private static final Duration BUSY = Duration.ofMillis(100);
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(500);
    private static final Duration COMMIT_DEADLINE = Duration.ofSeconds(5);
    private static final Duration REGISTRY_PAUSE = Duration.ofSeconds(1);
    private static final int ENOUGH = 50;

    /** What a deliverer is made with, the same for all of a process. */
    interface Parts {
        Consumer<byte[], byte[]> consumer(String group);

        EventReader reader();

        Dispatcher dispatcher(Hook hook, Tally tally, java.util.function.Consumer<String> gone);

        Duration callTimeout();
    }

    private final Parts parts;
    private final Tally tally;
    private final HookMeters meters;
    private final java.util.function.Consumer<String> gone;
    private final Loop loop;
    private volatile Hook wanted;
    private volatile @Nullable Running running;

    /** @param gone is told what an endpoint said that wants no more */
    Deliverer(
            Hook hook,
            Parts parts,
            Tally tally,
            HookMeters meters,
            java.util.function.Consumer<String> gone,
            Health health) {
        this.wanted = hook;
        this.parts = parts;
        this.tally = tally;
        this.meters = meters;
        this.gone = gone;
        this.loop = Loop.start("webhook " + hook.id(), this::step, this::wakeUp, health);
    }

    /** From now on by this record. */
    void follow(Hook hook) {
        wanted = hook;
    }

    /** For each partition it has: the offset before which nothing is left to do. */
    Map<TopicPartition, Long> done() {
        Running now = running;
        return now == null ? Map.of() : now.dispatcher.done();
    }

    private void step() throws Exception {
        Running now = running;
        try {
            if (now == null) {
                now = new Running(wanted);
                running = now;
            }
            now.step();
        } catch (WakeupException e) {
            // it is being closed
        } catch (InterruptException | InterruptedException e) {
            throw new InterruptedException();
        } catch (Exception e) {
            // what was not committed is delivered again by a new consumer
            running = null;
            if (now != null) {
                now.dispatcher.stop();
                now.consumer.close();
            }
            throw e;
        }
    }

    private void wakeUp() {
        Running now = running;
        if (now != null) {
            now.consumer.wakeup();
        }
    }

    /** Ends cleanly: what is under way is finished, if that does not take longer than a call may, and committed. */
    @Override
    public void close() {
        loop.close();
        Running now = running;
        running = null;
        if (now != null) {
            now.close();
        }
    }

    /** From one consumer's opening to its closing. */
    private final class Running {

        final Consumer<byte[], byte[]> consumer;
        final Dispatcher dispatcher;
        private final Map<TopicPartition, Long> numbers = new HashMap<>();
        private Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        private Hook hook;
        private long nextCommit = System.nanoTime();

        Running(Hook hook) {
            this.hook = hook;
            this.dispatcher = parts.dispatcher(hook, tally, gone);
            this.consumer = parts.consumer(hook.group());
            consumer.subscribe(hook.topics().stream().map(Topic::name).toList(), new Membership(this));
        }

        void step() throws InterruptedException {
            followWanted();
            boolean registryAway = take(poll());
            Set<TopicPartition> full = new HashSet<>();
            for (TopicPartition partition : consumer.assignment()) {
                if (dispatcher.waiting(partition) >= ENOUGH) {
                    full.add(partition);
                }
            }
            Set<TopicPartition> hungry = new HashSet<>(consumer.paused());
            hungry.removeAll(full);
            consumer.pause(full);
            consumer.resume(hungry);
            commitIfDue();
            meters.lag(lag());
            if (registryAway) {
                Thread.sleep(REGISTRY_PAUSE.toMillis());
            }
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

        private void seek(TopicPartition partition, long offset) {
            dispatcher.open(partition, offset);
            consumer.seek(partition, offset);
        }

        private void followWanted() throws InterruptedException {
            Hook next = wanted;
            if (next == hook) {
                return;
            }
            hook = next;
            Set<TopicPartition> elsewhere = new HashSet<>();
            for (TopicPartition partition : consumer.assignment()) {
                if (hook.position(partition).number() > numbers.getOrDefault(partition, 0L)) {
                    elsewhere.add(partition);
                }
            }
            dispatcher.settle(elsewhere, parts.callTimeout());
            for (TopicPartition partition : elsewhere) {
                Hook.Position position = hook.position(partition);
                LOG.info("Webhook {} goes on at {} of {}, as it was told", hook.id(), position.offset(), partition);
                numbers.put(partition, position.number());
                committed.remove(partition);
                seek(partition, position.offset());
            }
            dispatcher.follow(next);
        }

        /** @return whether records were left for later because the registry does not answer */
        private boolean take(ConsumerRecords<byte[], byte[]> records) {
            boolean registryAway = false;
            // a partition may have moved without a record, over the marks that transactions leave
            for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                    records.nextOffsets().entrySet()) {
                TopicPartition partition = next.getKey();
                List<Outgoing> outgoing = new ArrayList<>();
                long end = next.getValue().offset();
                for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                    try {
                        parts.reader().read(record, hook).ifPresent(outgoing::add);
                    } catch (UnreadableRecordException e) {
                        // whoever else reads the topic has put it among its dead letters
                        LOG.warn("Webhook {} passes over {}: {}", hook.id(), record.offset(), e.getMessage());
                        tally.unreadable();
                    } catch (RegistryUnavailableException e) {
                        LOG.warn("Webhook {} waits for the schema registry: {}", hook.id(), e.toString());
                        consumer.seek(partition, record.offset());
                        end = record.offset();
                        registryAway = true;
                        break;
                    }
                }
                dispatcher.add(partition, outgoing, end);
            }
            return registryAway;
        }

        private void commitIfDue() {
            long now = System.nanoTime();
            if (now - nextCommit < 0) {
                return;
            }
            nextCommit = now + BETWEEN_COMMITS.toNanos();
            Map<TopicPartition, OffsetAndMetadata> due = due(consumer.assignment());
            if (due.isEmpty()) {
                return;
            }
            consumer.commitAsync(due, (offsets, failure) -> {
                if (failure == null) {
                    committed.putAll(offsets);
                } else {
                    LOG.debug("Offsets of webhook {} go with the next commit: {}", hook.id(), failure.toString());
                }
            });
        }

        private Map<TopicPartition, OffsetAndMetadata> due(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
            dispatcher.done().forEach((partition, offset) -> {
                if (partitions.contains(partition)) {
                    due.put(
                            partition,
                            new OffsetAndMetadata(offset, Long.toString(numbers.getOrDefault(partition, 0L))));
                }
            });
            due.entrySet().removeAll(committed.entrySet());
            return due;
        }

        private long lag() {
            long lag = 0;
            for (TopicPartition partition : consumer.assignment()) {
                lag += consumer.currentLag(partition).orElse(0) + dispatcher.waiting(partition);
            }
            return lag;
        }

        private void assigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            Map<TopicPartition, OffsetAndMetadata> before =
                    consumer.committed(new HashSet<>(partitions), COMMIT_DEADLINE);
            for (TopicPartition partition : partitions) {
                Hook.Position position = hook.position(partition);
                Optional<OffsetAndMetadata> there =
                        Optional.ofNullable(before.get(partition)).filter(offset -> hook.isOf(partition, offset));
                numbers.put(partition, there.map(Hook::number).orElse(position.number()));
                seek(partition, there.map(OffsetAndMetadata::offset).orElse(position.offset()));
            }
        }

        private void revoked(Collection<TopicPartition> partitions) {
            try {
                dispatcher.settle(partitions, parts.callTimeout());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
            commit(partitions);
            lost(partitions);
        }

        private void lost(Collection<TopicPartition> partitions) {
            dispatcher.drop(partitions);
            numbers.keySet().removeAll(partitions);
            committed.keySet().removeAll(partitions);
        }

        private void commit(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> due = due(partitions);
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
                committed.putAll(due);
            } catch (KafkaException e) {
                LOG.warn("Webhook {}: what was not committed is delivered again: {}", hook.id(), e.toString());
            }
        }

        void close() {
            try (consumer) {
                dispatcher.stop();
                dispatcher.settle(consumer.assignment(), parts.callTimeout());
                commit(consumer.assignment());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What happens when the group shares out its partitions anew. On the deliverer's thread, inside a poll. */
    private final class Membership implements ConsumerRebalanceListener {

        private final Running member;

        Membership(Running member) {
            this.member = member;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            member.assigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            member.revoked(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            member.lost(partitions);
        }
    }
}
