package io.linklog.schemas.topics;

import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One topic of Linklog: its name, the schema of its values, and its settings.
 *
 * @param name the topic's name
 * @param valueSchema the schema of its values; null where values are raw bytes (dead letters)
 * @param config topic settings that differ from the broker's defaults
 */
public record Topic(String name, @Nullable Schema valueSchema, Map<String, String> config) {

    /** The suffix of the name of a dead-letter topic. */
    public static final String DEAD_LETTER_SUFFIX = ".dlq";

    public Topic {
        Objects.requireNonNull(name);
        config = Map.copyOf(config);
    }

    /** The registry's subject for the values (TopicNameStrategy, the default of every Confluent client). */
    public String valueSubject() {
        return name + "-value";
    }

    /** The name of this topic's dead-letter topic. */
    public String deadLetterName() {
        return deadLetterName(name);
    }

    /** The name of the dead-letter topic of a source topic. */
    public static String deadLetterName(String source) {
        return source + DEAD_LETTER_SUFFIX;
    }
}
