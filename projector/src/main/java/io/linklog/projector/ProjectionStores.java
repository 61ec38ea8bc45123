package io.linklog.projector;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.KafkaSettings;
import java.util.List;

/** What a projection reads and writes. Closed by whoever opened it. */
public final class ProjectionStores {

    private final KafkaSettings kafka;
    private final CqlSession cassandra;
    private final ProjectionSchema schema;
    private final List<Feed> feeds;

    /**
     * @param cassandra a session without a keyspace
     * @param schema creates the keyspace where it is missing
     * @param feeds one for each of {@link ProjectedTopics#ALL}
     */
    ProjectionStores(KafkaSettings kafka, CqlSession cassandra, ProjectionSchema schema, List<Feed> feeds) {
        this.kafka = kafka;
        this.cassandra = cassandra;
        this.schema = schema;
        this.feeds = List.copyOf(feeds);
    }

    public KafkaSettings kafka() {
        return kafka;
    }

    /** A session without a keyspace. */
    public CqlSession cassandra() {
        return cassandra;
    }

    /** Creates keyspaces where they are missing. */
    public ProjectionSchema schema() {
        return schema;
    }

    List<Feed> feeds() {
        return feeds;
    }
}
