package io.linklog.command.log;

import io.linklog.command.log.CommandIds.Place;
import io.linklog.kit.kafka.BoundedRead;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Finds commands and their outcomes in the log, many at once. Ids name partitions and times, so there is no index.
 * Confined to one thread at a time.
 */
final class CommandHistory implements AutoCloseable {

    /** The clocks of two writers of commands may differ by this much. */
    static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    /** Deadline of one search. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    // a command is appended within the delivery timeout after its own time
    private static final Duration LATEST_APPEND = CLOCKS_DIFFER.plusMinutes(1);

    // Commands are written without a transaction, so a caller may have been told of one that lies behind the open
    // transaction of the topology, which writes to this topic, too. Outcomes count when they are committed.
    private final KafkaConsumer<String, byte[]> commandReader;
    private final KafkaConsumer<String, byte[]> outcomeReader;
    private final Deserializer<LinkCommand> commands;
    private final Deserializer<LinkOutcome> outcomes;

    /** A command to search for. */
    record Wanted(TenantCommand command, Place place) {}

    /**
     * Outcomes that were found, and per partition of {@code link-outcomes} the offset up to which no other outcome of
     * the wanted commands lies.
     */
    record Found(Map<TenantCommand, LinkOutcome> outcomes, Map<Integer, Long> searchedTo) {}

    CommandHistory(KafkaSettings kafka, Deserializer<LinkCommand> commands, Deserializer<LinkOutcome> outcomes) {
        this.commands = commands;
        this.outcomes = outcomes;
        this.commandReader = open(kafka, "linklog-command-history", "read_uncommitted");
        this.outcomeReader = open(kafka, "linklog-outcome-history", "read_committed");
    }

    private static KafkaConsumer<String, byte[]> open(KafkaSettings kafka, String clientId, String isolation) {
        return new KafkaConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        clientId,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5_000,
                        // at the end of a partition, the broker holds a prefetch for half a second, and the next
                        // request waits behind it
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        10,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) DEADLINE.toMillis(),
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        (int) DEADLINE.toMillis())),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Those of the commands that are in the log.
     *
     * @param wanted commands of about the same time: the log is read over their span
     * @throws TimeoutException if the deadline passes first
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    Set<TenantCommand> findCommands(Collection<Wanted> wanted) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        Set<TenantCommand> missing = new HashSet<>();
        Map<TopicPartition, Long> first = new HashMap<>();
        Map<TopicPartition, Long> last = new HashMap<>();
        for (Wanted one : wanted) {
            var partition =
                    new TopicPartition(Topics.LINK_COMMANDS.name(), one.place().commandPartition());
            missing.add(one.command());
            first.merge(partition, one.place().timeMs(), Math::min);
            last.merge(partition, one.place().timeMs() + LATEST_APPEND.toMillis(), Math::max);
        }
        Set<TenantCommand> found = new HashSet<>();
        Map<TopicPartition, Long> from = offsets(commandReader, first, deadline);
        Map<TopicPartition, Long> to = commandReader.endOffsets(from.keySet(), remaining(deadline));
        offsets(commandReader, last, deadline)
                .forEach((partition, end) -> to.computeIfPresent(partition, (p, all) -> Math.min(all, end)));
        BoundedRead.read(commandReader, from, to, () -> remaining(deadline), record -> {
            TenantCommand command = command(record);
            if (command != null && missing.remove(command)) {
                found.add(command);
            }
            return missing.isEmpty();
        });
        return found;
    }

    /**
     * Searches for the outcomes of commands. A command may be decided any time after it was written, so the search goes
     * on to the end of the partition.
     *
     * @param wanted commands, and for each the offset from which its outcome can follow; negative if that is not known
     * @throws TimeoutException if the deadline passes first
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    Found findOutcomes(Map<Wanted, Long> wanted) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        Set<TenantCommand> missing = new HashSet<>();
        Set<String> ids = new HashSet<>();
        Map<TopicPartition, Long> first = new HashMap<>();
        Map<TopicPartition, Long> from = new HashMap<>();
        wanted.forEach((one, offset) -> {
            var partition =
                    new TopicPartition(Topics.LINK_OUTCOMES.name(), one.place().replyPartition());
            missing.add(one.command());
            ids.add(one.command().id());
            if (offset < 0) {
                first.merge(partition, one.place().timeMs(), Math::min);
            } else {
                from.merge(partition, offset, Math::min);
            }
        });
        offsets(outcomeReader, first, deadline)
                .forEach((partition, offset) -> from.merge(partition, offset, Math::min));
        Map<TopicPartition, Long> to = outcomeReader.endOffsets(from.keySet(), remaining(deadline));
        Map<TenantCommand, LinkOutcome> found = new HashMap<>();
        BoundedRead.read(outcomeReader, from, to, () -> remaining(deadline), record -> {
            LinkOutcome outcome = ids.contains(record.key()) ? outcome(record) : null;
            if (outcome != null) {
                TenantCommand command = new TenantCommand(outcome.getTenant(), record.key());
                if (missing.remove(command)) {
                    found.put(command, outcome);
                }
            }
            return missing.isEmpty();
        });
        Map<Integer, Long> searchedTo = new HashMap<>();
        to.forEach((partition, offset) -> searchedTo.put(partition.partition(), offset));
        return new Found(found, searchedTo);
    }

    /** Null for a record that the topology has not written. */
    private @Nullable LinkOutcome outcome(ConsumerRecord<String, byte[]> record) {
        try {
            return outcomes.deserialize(record.topic(), record.value());
        } catch (UnreadableRecordException e) {
            return null;
        }
    }

    /** Null for a record that is no command, which the topology sends to the dead letters. */
    private @Nullable TenantCommand command(ConsumerRecord<String, byte[]> record) {
        try {
            LinkCommand command = commands.deserialize(record.topic(), record.value());
            return command == null ? null : new TenantCommand(command.getTenant(), command.getCommandId());
        } catch (RuntimeException e) {
            // also when the registry is away: no command of this service has a schema that the service does not know
            return null;
        }
    }

    /** The first offset from a time, for each partition that has a record that recent. */
    private static Map<TopicPartition, Long> offsets(
            KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> times, long deadline) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        if (!times.isEmpty()) {
            consumer.offsetsForTimes(times, remaining(deadline)).forEach((partition, found) -> {
                OffsetAndTimestamp first = found;
                if (first != null) {
                    offsets.put(partition, first.offset());
                }
            });
        }
        return offsets;
    }

    private static Duration remaining(long deadline) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new TimeoutException("The search in the log took longer than " + DEADLINE.toSeconds() + " s");
        }
        return Duration.ofNanos(left);
    }

    @Override
    public void close() {
        CloseOptions soon = CloseOptions.timeout(Duration.ofMillis(500));
        try {
            commandReader.close(soon);
        } finally {
            outcomeReader.close(soon);
        }
    }
}
