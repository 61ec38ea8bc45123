package io.linklog.projector.projection;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.cassandra.CommitLogWatch.Synced;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.VisitPurges;
import io.linklog.projector.tables.ProjectionSchema;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;

/** What a projection reads and writes. Does not own the session. */
public final class ProjectionStores {

    private final KafkaSettings kafka;
    private final Deserializer<LinkEvent> events;
    private final Deserializer<Visit> visits;
    private final VisitPurges visitPurges;
    private final CqlSession cassandra;
    private final Supplier<Synced> synced;
    private final ProjectionSchema schema;
    private final List<Feed> feeds;

    /**
     * @param visitPurges which visits are purged
     * @param cassandra a session without a keyspace
     * @param synced what Cassandra is known to have on disk
     * @param schema creates keyspaces
     * @param feeds one for each of {@link ProjectedFeed#ALL}
     */
    public ProjectionStores(
            KafkaSettings kafka,
            Deserializer<LinkEvent> events,
            Deserializer<Visit> visits,
            VisitPurges visitPurges,
            CqlSession cassandra,
            Supplier<Synced> synced,
            ProjectionSchema schema,
            List<Feed> feeds) {
        this.kafka = kafka;
        this.events = events;
        this.visits = visits;
        this.visitPurges = visitPurges;
        this.cassandra = cassandra;
        this.synced = synced;
        this.schema = schema;
        this.feeds = List.copyOf(feeds);
    }

    public KafkaSettings kafka() {
        return kafka;
    }

    /** Values of {@code link-events}. */
    public Deserializer<LinkEvent> events() {
        return events;
    }

    /** Values of {@code visits}. */
    public Deserializer<Visit> visits() {
        return visits;
    }

    /** Which visits are purged. */
    public VisitPurges visitPurges() {
        return visitPurges;
    }

    /** A session without a keyspace. */
    public CqlSession cassandra() {
        return cassandra;
    }

    /** What Cassandra is known to have on disk. */
    public Synced synced() {
        return synced.get();
    }

    /** Creates, finds and drops keyspaces. */
    public ProjectionSchema schema() {
        return schema;
    }

    List<Feed> feeds() {
        return feeds;
    }
}
