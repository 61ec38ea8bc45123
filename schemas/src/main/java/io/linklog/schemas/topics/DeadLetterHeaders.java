package io.linklog.schemas.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a dead letter. A dead letter has the key, value and partition of its source record; the headers name
 * that record and the reason. All values are UTF-8 text.
 */
public final class DeadLetterHeaders {

    /** Why the record could not be processed, as a sentence for people. */
    public static final String ERROR = "linklog-error";
    /** The Java class of the exception. */
    public static final String ERROR_CLASS = "linklog-error-class";
    /** The topic of the source record. */
    public static final String TOPIC = "linklog-topic";
    /** The partition of the source record, in decimal. */
    public static final String PARTITION = "linklog-partition";
    /** The offset of the source record, in decimal. */
    public static final String OFFSET = "linklog-offset";
    /**
     * The length in bytes, in decimal, to which key or value are truncated; absent if they are complete. The source
     * record has all bytes.
     */
    public static final String CUT_TO_BYTES = "linklog-cut-to-bytes";

    /**
     * The most bytes of a letter's key and of its value. Both and the headers fit into the two megabytes that a
     * dead-letter topic accepts. A source record can be longer than its topic's limit: that one counts compressed
     * bytes.
     */
    public static final int LONGEST_BYTES = 900 * 1024;

    private static final int LONGEST_REASON = 1_000;
    private static final Set<String> OWN = Set.of(ERROR, ERROR_CLASS, TOPIC, PARTITION, OFFSET, CUT_TO_BYTES);

    private DeadLetterHeaders() {}

    /** The key or the value of a letter: that of the source, truncated to {@link #LONGEST_BYTES}. */
    public static byte @Nullable [] cut(byte @Nullable [] bytes) {
        return isTooLong(bytes) ? Arrays.copyOf(bytes, LONGEST_BYTES) : bytes;
    }

    private static boolean isTooLong(@Nullable Object bytes) {
        return bytes instanceof byte[] array && array.length > LONGEST_BYTES;
    }

    /**
     * Adds the five headers, and {@link #CUT_TO_BYTES} where {@link #cut} truncates.
     *
     * @param source the record that could not be processed
     * @param reason the value of {@link #ERROR}
     */
    public static void add(Headers headers, ConsumerRecord<?, ?> source, String reason, Class<?> error) {
        put(headers, ERROR, reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
        put(headers, ERROR_CLASS, error.getName());
        put(headers, TOPIC, source.topic());
        put(headers, PARTITION, Integer.toString(source.partition()));
        put(headers, OFFSET, Long.toString(source.offset()));
        if (isTooLong(source.key()) || isTooLong(source.value())) {
            put(headers, CUT_TO_BYTES, Integer.toString(LONGEST_BYTES));
        }
    }

    /** The headers of the source record: all of a letter's but those of this class. */
    public static List<Header> source(Headers letter) {
        return Arrays.stream(letter.toArray())
                .filter(header -> !OWN.contains(header.key()))
                .toList();
    }

    /** Adds one header with a text value. */
    public static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    /** The last header of this name as text; empty if it is missing or has no value. */
    public static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }
}
