package io.linklog.projector.projection;

import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.ProjectedTopics;
import io.linklog.projector.tables.ProjectionSchema;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Creates a keyspace with its tables before the projection fills it. Blocks. Thread-safe. */
final class KeyspacePreparation {

    private final KafkaSettings kafka;
    private final ProjectionSchema schema;
    private final Keyspace keyspace;
    private volatile Map<FeedPartition, Long> lostOffsets = Map.of();

    KeyspacePreparation(KafkaSettings kafka, ProjectionSchema schema, Keyspace keyspace) {
        this.kafka = kafka;
        this.schema = schema;
        this.keyspace = keyspace;
    }

    Keyspace keyspace() {
        return keyspace;
    }

    /**
     * The offsets of a feed up to which an earlier keyspace of this name was filled before it was lost. Dead letters of
     * the records before them exist already.
     */
    Map<TopicPartition, Long> lostOffsets(ProjectedFeed feed) {
        return FeedPartition.ofFeed(feed, lostOffsets);
    }

    /**
     * Creates the tables that are missing and adds the columns that are missing. Synchronized, because the threads of
     * all feeds call it: the offsets of all groups must be deleted before any of them begins.
     */
    synchronized void prepare() {
        if (!schema.isWhole(keyspace)) {
            // the offsets of a lost keyspace must go: with them, only new records would be written
            try (ProjectedTopics topics = new ProjectedTopics(kafka)) {
                lostOffsets = topics.committedOffsets(keyspace);
                topics.forget(keyspace);
            }
        }
        schema.create(keyspace);
        schema.extend(keyspace);
    }
}
