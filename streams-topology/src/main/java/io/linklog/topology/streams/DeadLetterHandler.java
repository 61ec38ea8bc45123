package io.linklog.topology.streams;

import io.linklog.schemas.Visit;
import io.linklog.schemas.topics.DeadLetterHeaders;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.SchemaStore;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a record that cannot be read to the dead-letter topic, in the transaction that moves past the record. The dead
 * letter has the record's key, value and partition; headers say why.
 *
 * <p>While the schema registry is unavailable, the record may be valid. A command waits for a few seconds, then it gets
 * a dead letter, too. A record of another topic should not come here then: {@link UnknownSchemas} holds its partition.
 * If it does, the stream thread ends, is replaced, and reads the record again. A processor turns a record into a dead
 * letter by throwing {@link UnreadableRecordException}; any other exception ends the thread.
 *
 * <p>Kafka Streams creates instances, one for each stream thread, and passes its settings to {@link #configure}.
 */
public final class DeadLetterHandler implements DeserializationExceptionHandler, ProcessingExceptionHandler {

    /** The setting that holds a {@link SchemaStore}; without it, commands of unknown schemas wait for the registry. */
    public static final String REGISTRY = "linklog.dead.letters.registry";

    /** The setting of the time that a command waits for the registry, as {@link Duration}; a few seconds without it. */
    public static final String REGISTRY_WAIT = "linklog.dead.letters.registry.wait";

    /** The setting that holds a {@link Counter}. */
    public static final String COUNTER = "linklog.dead.letters.counter";

    /** A counter for the setting. */
    public static Counter counter(MeterRegistry meters, String topic) {
        return Counter.builder("linklog.dead.letters")
                .description("Records that could not be read and became dead letters")
                .tag("topic", topic)
                .register(meters);
    }

    /**
     * The setting of the time from which records get dead letters, in milliseconds since 1970. A recount sets it: dead
     * letters of older records exist already. Without it every record gets one.
     */
    public static final String SINCE = "linklog.dead.letters.since";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);
    private static final long BETWEEN_MESSAGES_NANOS = 10_000_000_000L;
    // below the timeout of a transaction
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);
    private static final long REGISTRY_PAUSE_MS = 500;

    private @Nullable Counter counter;
    private @Nullable SchemaStore registry;
    private Duration registryWait = DEFAULT_WAIT;
    // no lock either: whether the registry was away at the last command of an unknown schema
    private boolean givenUp;
    private long since = Long.MIN_VALUE;
    // no lock: each stream thread has its own instance
    private long lastMessageAt;

    @Override
    public void configure(Map<String, ?> configs) {
        counter = (Counter) configs.get(COUNTER);
        registry = (SchemaStore) configs.get(REGISTRY);
        registryWait = configs.get(REGISTRY_WAIT) instanceof Duration wait ? wait : DEFAULT_WAIT;
        since = configs.get(SINCE) instanceof Long millis ? millis : Long.MIN_VALUE;
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception error) {
        return isRegistryUnavailable(error) && !isGivenUp(record)
                ? DeserializationExceptionHandler.Response.fail()
                : DeserializationExceptionHandler.Response.resume(deadLetters(record, record.timestamp(), error));
    }

    /**
     * Whether a command of an unknown schema gets a dead letter although the registry is away: one such record must not
     * keep all creates waiting. It waits for some seconds, once in an outage. Records of other topics wait on.
     */
    private boolean isGivenUp(ConsumerRecord<byte[], byte[]> record) {
        if (registry == null || !record.topic().equals(Topics.LINK_COMMANDS.name())) {
            return false;
        }
        int id = ByteBuffer.wrap(record.value(), 1, Integer.BYTES).getInt();
        long end = System.nanoTime() + (givenUp ? 0 : registryWait.toNanos());
        do {
            try {
                givenUp = false;
                return registry.byId(id) == null; // a thread that starts again reads a known one
            } catch (RegistryUnavailableException e) {
                givenUp = true;
            }
        } while (System.nanoTime() - end < 0 && pause());
        return true;
    }

    private static boolean pause() {
        try {
            Thread.sleep(REGISTRY_PAUSE_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> processed, Exception error) {
        if (!(error instanceof UnreadableRecordException)) {
            return ProcessingExceptionHandler.Response.fail();
        }
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                context.topic(),
                context.partition(),
                context.offset(),
                context.sourceRawKey(),
                context.sourceRawValue());
        // a timestamp extractor may have replaced the record's own time
        long time = processed.value() instanceof Visit visit ? visit.getAt().toEpochMilli() : context.timestamp();
        return ProcessingExceptionHandler.Response.resume(deadLetters(record, time, error));
    }

    private List<ProducerRecord<byte[], byte[]>> deadLetters(
            ConsumerRecord<byte[], byte[]> record, long time, Exception error) {
        return time < since ? List.of() : List.of(deadLetter(record, error));
    }

    private ProducerRecord<byte[], byte[]> deadLetter(ConsumerRecord<byte[], byte[]> record, Exception error) {
        log(record, error);
        if (counter != null) {
            counter.increment();
        }
        return new ProducerRecord<>(
                Topic.deadLetterName(record.topic()),
                record.partition(),
                Math.max(0, record.timestamp()),
                DeadLetterHeaders.cut(record.key()),
                DeadLetterHeaders.cut(record.value()),
                headers(record, error));
    }

    private void log(ConsumerRecord<byte[], byte[]> record, Exception error) {
        long now = System.nanoTime();
        if (lastMessageAt != 0 && now - lastMessageAt < BETWEEN_MESSAGES_NANOS) {
            return; // many of them would fill the log; the metric counts each
        }
        lastMessageAt = now;
        LOG.warn(
                "The record at {}-{}, offset {}, cannot be read and goes to {}: {} (logged at most once in 10 s)",
                record.topic(),
                record.partition(),
                record.offset(),
                Topic.deadLetterName(record.topic()),
                error.getMessage());
    }

    /** Whether an error comes from the schema registry being unavailable. */
    public static boolean isRegistryUnavailable(@Nullable Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return true;
            }
        }
        return false;
    }

    private static Headers headers(ConsumerRecord<byte[], byte[]> record, Exception error) {
        RecordHeaders headers = new RecordHeaders();
        DeadLetterHeaders.add(headers, record, String.valueOf(error.getMessage()), error.getClass());
        return headers;
    }
}
