package io.linklog.projector;

import io.linklog.kit.kafka.KafkaSettings;

/** Makes a keyspace ready to be filled. Blocks. Thread-safe. */
final class Preparation {

    private final KafkaSettings kafka;
    private final ProjectionSchema schema;
    private final Keyspace keyspace;

    Preparation(KafkaSettings kafka, ProjectionSchema schema, Keyspace keyspace) {
        this.kafka = kafka;
        this.schema = schema;
        this.keyspace = keyspace;
    }

    /**
     * Creates the keyspace where it is not whole, and adds what its tables lack. One at a time, so that no topic's
     * offsets are forgotten later.
     */
    synchronized void prepare() {
        if (!schema.isWhole(keyspace)) {
            // offsets that say what is in a keyspace must not outlive it: without this, a keyspace that was lost would
            // come back with nothing but the newest records, of whichever topic
            try (ProjectedTopics topics = new ProjectedTopics(kafka)) {
                topics.forget(keyspace);
            }
            schema.create(keyspace);
        }
        schema.extend(keyspace);
    }
}
