package io.linklog.topology.streams;

import io.linklog.schemas.Visit;
import io.linklog.schemas.topics.DeadLetterHeaders;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.micrometer.core.instrument.Counter;
import java.util.Arrays;
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
 * <p>While the schema registry is unavailable, the record may be valid: the stream thread ends, is replaced, and reads
 * the record again. A processor turns a record into a dead letter by throwing {@link UnreadableRecordException}; any
 * other exception ends the thread.
 *
 * <p>Kafka Streams creates instances, one for each stream thread, and passes its settings to {@link #configure}.
 */
public final class DeadLetterHandler implements DeserializationExceptionHandler, ProcessingExceptionHandler {

    /** The setting that holds a {@link Counter}. */
    public static final String COUNTER = "linklog.dead.letters.counter";

    /**
     * The setting of the time from which records get dead letters, in milliseconds since 1970. A recount sets it: dead
     * letters of older records exist already. Without it every record gets one.
     */
    public static final String SINCE = "linklog.dead.letters.since";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);
    private static final long BETWEEN_MESSAGES_NANOS = 10_000_000_000L;
    private static final int LONGEST_REASON = 1_000;
    // A record may arrive in a compressed batch, so its value may be longer than a record that this process can write
    // (see TopologySettings). The headers name the source record, which still has all of it.
    private static final int LONGEST_BYTES = 900 * 1024;

    private @Nullable Counter counter;
    private long since = Long.MIN_VALUE;
    // no lock: each stream thread has its own instance
    private long lastMessageAt;

    @Override
    public void configure(Map<String, ?> configs) {
        counter = (Counter) configs.get(COUNTER);
        since = configs.get(SINCE) instanceof Long millis ? millis : Long.MIN_VALUE;
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception error) {
        return isRegistryUnavailable(error)
                ? DeserializationExceptionHandler.Response.fail()
                : DeserializationExceptionHandler.Response.resume(deadLetters(record, record.timestamp(), error));
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
                cut(record.key()),
                cut(record.value()),
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
        String reason = String.valueOf(error.getMessage());
        DeadLetterHeaders.add(
                headers, record, reason.substring(0, Math.min(LONGEST_REASON, reason.length())), error.getClass());
        if (isTooLong(record.key()) || isTooLong(record.value())) {
            DeadLetterHeaders.put(headers, DeadLetterHeaders.CUT_TO_BYTES, Integer.toString(LONGEST_BYTES));
        }
        return headers;
    }

    private static boolean isTooLong(byte @Nullable [] bytes) {
        return bytes != null && bytes.length > LONGEST_BYTES;
    }

    private static byte @Nullable [] cut(byte @Nullable [] bytes) {
        return isTooLong(bytes) ? Arrays.copyOf(bytes, LONGEST_BYTES) : bytes;
    }
}
