package io.linklog.webhooks.control;

import io.linklog.schemas.topics.Topic;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A place on the log as people write it: {@code now}, {@code beginning}, or a time. */
public record StartPlace(String text) {

    /**
     * The offsets of this place.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    public Map<TopicPartition, Long> offsets(LogPlaces places, Collection<Topic> topics) {
        return switch (text) {
            case "now" -> places.ends(topics);
            case "beginning" -> places.begins(topics);
            default -> places.offsetsAt(topics, time());
        };
    }

    private Instant time() {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "from takes now, beginning or a time like 2026-01-31T12:00:00Z, not \"" + text + "\"", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
