package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.projection.ProjectionTables;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Creates, finds and drops keyspaces of projections. Blocks; not for callback threads. Thread-safe. */
public final class ProjectionSchema {

    // a change of schema waits for all nodes to agree
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final CqlSession session;
    private final String replication;

    /**
     * @param session is not closed here
     * @param replication of a keyspace when it is created, as CQL map text
     */
    public ProjectionSchema(CqlSession session, String replication) {
        this.session = session;
        this.replication = replication;
    }

    /** Creates the keyspace and its tables where they are missing. Safe to run from several processes at once. */
    public void create(Keyspace keyspace) {
        if (isWhole(keyspace)) {
            return;
        }
        statements(keyspace).forEach(this::execute);
    }

    /**
     * Adds to tables that an earlier version made what they lack. Where nothing is lacking the schema stays as it is.
     * Safe to run from several processes at once.
     *
     * @throws com.datastax.oss.driver.api.core.DriverException when a table is missing
     */
    public void extend(Keyspace keyspace) {
        ProjectionTables.additions(keyspace.name()).forEach(this::execute);
    }

    /** Whether the keyspace is there with all its tables. */
    public boolean isWhole(Keyspace keyspace) {
        long tables = session.execute(SimpleStatement.newInstance(
                                "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace.name())
                        .setTimeout(DEADLINE))
                .all()
                .size();
        return tables >= statements(keyspace).size() - 1; // all but the first make a table
    }

    /** The keyspaces of projections that exist, by number. Asks the server, not the driver's idea of the schema. */
    public Set<Keyspace> existing() {
        Set<Keyspace> found = new TreeSet<>((a, b) -> Integer.compare(a.number(), b.number()));
        session.execute(SimpleStatement.newInstance("SELECT keyspace_name FROM system_schema.keyspaces")
                        .setTimeout(DEADLINE))
                .forEach(row ->
                        Keyspace.parse(Objects.requireNonNull(row.getString(0))).ifPresent(found::add));
        return found;
    }

    /** Drops the keyspace with all its tables; harmless when it is not there. */
    public void drop(Keyspace keyspace) {
        execute("DROP KEYSPACE IF EXISTS " + keyspace.name());
    }

    /**
     * Without waiting for the driver's own copy of the schema, which nobody here needs at once: after Cassandra was
     * killed and came back, the driver (4.19) may wait for a refresh of it that never ends.
     */
    private void execute(String statement) {
        session.setSchemaMetadataEnabled(false);
        try {
            session.execute(SimpleStatement.newInstance(statement).setTimeout(DEADLINE));
        } finally {
            session.setSchemaMetadataEnabled(null); // as configured: routing by token needs the copy in the end
        }
    }

    private List<String> statements(Keyspace keyspace) {
        return ProjectionTables.statements(keyspace.name(), replication);
    }
}
