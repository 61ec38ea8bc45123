package io.linklog.webhooks.letters;

import io.linklog.schemas.topics.DeadLetterHeaders;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * Where a dead letter comes from, read from its headers.
 *
 * @param hook the id of the hook that did not accept the event
 * @param why the answer of the endpoint, or what prevented one
 */
public record LetterOrigin(String hook, String topic, int partition, long offset, String why) {

    /** The header with the id of the hook. */
    static final String HOOK = "linklog-webhook";
    /** The header with the number of calls that were made for the event. */
    static final String ATTEMPTS = "linklog-attempts";

    /** The partition of the source record. */
    public TopicPartition source() {
        return new TopicPartition(topic, partition);
    }

    /** Reads the headers; empty if one is missing or malformed. */
    public static Optional<LetterOrigin> of(Headers headers) {
        try {
            return Optional.of(new LetterOrigin(
                    text(headers, HOOK),
                    text(headers, DeadLetterHeaders.TOPIC),
                    Integer.parseInt(text(headers, DeadLetterHeaders.PARTITION)),
                    Long.parseLong(text(headers, DeadLetterHeaders.OFFSET)),
                    text(headers, DeadLetterHeaders.ERROR)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(Headers headers, String name) {
        return DeadLetterHeaders.text(headers, name)
                .orElseThrow(() -> new IllegalArgumentException("There is no header " + name));
    }
}
