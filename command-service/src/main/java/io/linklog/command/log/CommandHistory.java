package io.linklog.command.log;

import io.linklog.command.log.CommandIds.Place;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Finds a command and its outcome in the log. The id names their partitions and time, so there is no index. Confined to
 * one thread at a time.
 */
public final class CommandHistory implements AutoCloseable {

    /** Deadline of one look-up. */
    public static final Duration DEADLINE = Duration.ofSeconds(2);

    // a command is appended within the delivery timeout after its own time; the rest allows for clocks that differ
    private static final Duration LATEST_APPEND = Duration.ofMinutes(1);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<LinkCommand> commands;
    private final Deserializer<LinkOutcome> outcomes;

    /** The state in the log: unknown, pending, or decided with an outcome. */
    public record Found(boolean known, @Nullable LinkOutcome outcome) {}

    public CommandHistory(KafkaSettings kafka, Deserializer<LinkCommand> commands, Deserializer<LinkOutcome> outcomes) {
        this.commands = commands;
        this.outcomes = outcomes;
        this.consumer = new KafkaConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "linklog-history",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5_000,
                        // at the end of a partition, the broker holds a prefetch for half a second, and the next
                        // request waits behind
                        // it
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
     * Looks for the command first. Without a command there is no outcome, so an invented id costs only a short scan.
     *
     * @throws TimeoutException if the deadline passes first
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    public Found find(String commandId, Place place) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        long latest = place.timeMs() + LATEST_APPEND.toMillis();
        var commandPartition = new TopicPartition(Topics.LINK_COMMANDS.name(), place.commandPartition());
        var command = scan(commandPartition, place.timeMs(), latest, end, record -> isCommand(record, commandId));
        if (command == null) {
            return new Found(false, null);
        }
        // the topology may have stopped for any time in between, so only the end of the partition ends this scan
        var replyPartition = new TopicPartition(Topics.LINK_OUTCOMES.name(), place.replyPartition());
        var outcome =
                scan(replyPartition, place.timeMs(), Long.MAX_VALUE, end, record -> commandId.equals(record.key()));
        return new Found(true, outcome == null ? null : outcomes.deserialize(outcome.topic(), outcome.value()));
    }

    private boolean isCommand(ConsumerRecord<String, byte[]> record, String commandId) {
        try {
            return commandId.equals(
                    commands.deserialize(record.topic(), record.value()).getCommandId());
        } catch (UnreadableRecordException | NullPointerException e) {
            return false; // the topology sends it to the dead letters
        }
    }

    /** The first match between a time and the current end; null if there is none. */
    private @Nullable ConsumerRecord<String, byte[]> scan(
            TopicPartition partition,
            long fromMs,
            long untilMs,
            long deadline,
            Predicate<ConsumerRecord<String, byte[]>> wanted) {
        consumer.assign(List.of(partition));
        var first = consumer.offsetsForTimes(Map.of(partition, fromMs), remaining(deadline))
                .get(partition);
        if (first == null) {
            return null; // no record is that recent
        }
        long end = Objects.requireNonNull(
                consumer.endOffsets(List.of(partition), remaining(deadline)).get(partition),
                "Kafka answers each partition");
        consumer.seek(partition, first.offset());
        while (consumer.position(partition, remaining(deadline)) < end) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(remaining(deadline))) {
                if (wanted.test(record)) {
                    return record;
                }
                if (record.timestamp() > untilMs) {
                    return null;
                }
            }
        }
        return null;
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
        consumer.close(CloseOptions.timeout(Duration.ofMillis(500)));
    }
}
