package io.linklog.projector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.linklog.projector.DeadLetters;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Where a dead letter is from, as its headers say.
 *
 * @param hook that could not be given it
 * @param why what kept it
 */
record Origin(String hook, String topic, int partition, long offset, String why) {

    static final String HOOK = "linklog-webhook";

    /** Empty where the headers are none of ours. */
    static Optional<Origin> of(Headers headers) {
        try {
            return Optional.of(new Origin(
                    text(headers, HOOK),
                    text(headers, DeadLetters.TOPIC),
                    Integer.parseInt(text(headers, DeadLetters.PARTITION)),
                    Long.parseLong(text(headers, DeadLetters.OFFSET)),
                    text(headers, DeadLetters.ERROR)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new IllegalArgumentException("There is no header " + name);
        }
        return new String(header.value(), UTF_8);
    }
}
