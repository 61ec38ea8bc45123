package io.linklog.topology.streams;

import io.linklog.schemas.Visit;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.micrometer.core.instrument.Counter;
import java.nio.charset.StandardCharsets;
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
 * Puts aside what cannot be read, in the same transaction that moves on past it: key, value and partition as they came,
 * the reason in headers. When only the registry is away the record is not at fault: the thread ends and is replaced,
 * and reads it again. A processor puts a record aside by throwing {@link UnreadableRecordException}; whatever else it
 * throws ends the thread.
 *
 * <p>Made by Streams from its settings; finds its counter there.
 */
public final class DeadLetterHandler implements DeserializationExceptionHandler, ProcessingExceptionHandler {

    /** The setting that holds a {@link Counter}. */
    public static final String COUNTER = "linklog.dead.letters.counter";

    /** The setting from when on (ms since 1970) records get letters: those before had theirs. All do without it. */
    public static final String SINCE = "linklog.dead.letters.since";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);
    private static final long BETWEEN_MESSAGES_NANOS = 10_000_000_000L;
    private static final int LONGEST_REASON = 1_000;
    // A batch may have come compressed, so a value may be longer than a record may be that we write (see
    // TopologySettings). The whole of it stays in the source topic, where the headers point.
    private static final int LONGEST_BYTES = 900 * 1024;

    private @Nullable Counter counter;
    private long since = Long.MIN_VALUE;
    // an instance of this class belongs to one stream thread
    private long lastSaid;

    @Override
    public void configure(Map<String, ?> configs) {
        counter = (Counter) configs.get(COUNTER);
        since = configs.get(SINCE) instanceof Long millis ? millis : Long.MIN_VALUE;
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception error) {
        return isRegistryAway(error)
                ? DeserializationExceptionHandler.Response.fail()
                : DeserializationExceptionHandler.Response.resume(letters(record, record.timestamp(), error));
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
        // an extractor may have put another time in place of the record's own
        long time = processed.value() instanceof Visit visit ? visit.getAt().toEpochMilli() : context.timestamp();
        return ProcessingExceptionHandler.Response.resume(letters(record, time, error));
    }

    private List<ProducerRecord<byte[], byte[]>> letters(
            ConsumerRecord<byte[], byte[]> record, long time, Exception error) {
        return time < since ? List.of() : List.of(letter(record, error));
    }

    private ProducerRecord<byte[], byte[]> letter(ConsumerRecord<byte[], byte[]> record, Exception error) {
        say(record, error);
        if (counter != null) {
            counter.increment();
        }
        return new ProducerRecord<>(
                record.topic() + ".dlq",
                record.partition(),
                Math.max(0, record.timestamp()),
                cut(record.key()),
                cut(record.value()),
                headers(record, error));
    }

    private void say(ConsumerRecord<byte[], byte[]> record, Exception error) {
        long now = System.nanoTime();
        boolean quiet = lastSaid != 0 && now - lastSaid < BETWEEN_MESSAGES_NANOS;
        if (quiet) {
            return; // a flood of them would bury the log; the metric counts each
        }
        lastSaid = now;
        LOG.warn(
                "A record that cannot be taken goes to {}.dlq: {}-{}, offset {}: {} (said once in 10 s at most)",
                record.topic(),
                record.topic(),
                record.partition(),
                record.offset(),
                error.getMessage());
    }

    public static boolean isRegistryAway(@Nullable Throwable error) {
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
        headers.add("linklog-error", bytes(reason.substring(0, Math.min(LONGEST_REASON, reason.length()))));
        headers.add("linklog-error-class", bytes(error.getClass().getName()));
        headers.add("linklog-topic", bytes(record.topic()));
        headers.add("linklog-partition", bytes(Integer.toString(record.partition())));
        headers.add("linklog-offset", bytes(Long.toString(record.offset())));
        if (isTooLong(record.key()) || isTooLong(record.value())) {
            headers.add("linklog-cut-to-bytes", bytes(Integer.toString(LONGEST_BYTES)));
        }
        return headers;
    }

    private static boolean isTooLong(byte @Nullable [] bytes) {
        return bytes != null && bytes.length > LONGEST_BYTES;
    }

    private static byte @Nullable [] cut(byte @Nullable [] bytes) {
        return isTooLong(bytes) ? Arrays.copyOf(bytes, LONGEST_BYTES) : bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
