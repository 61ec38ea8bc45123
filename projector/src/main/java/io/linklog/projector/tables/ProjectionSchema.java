package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.CassandraSettings;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.projection.ProjectionTable;
import io.linklog.schemas.projection.ProjectionTables;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Creates, finds and drops keyspaces of projections. Methods block. Thread-safe. */
public final class ProjectionSchema {

    // a schema change waits until all nodes agree
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Without them a keyspace need not be filled again: their feed has no offsets yet, so it reads from the begin. */
    private static final Set<String> LATER_TABLES =
            Set.of("reports", "report_list", "link_words", "link_word_months", "link_words_of");

    private final CqlSession session;
    private final String replication;
    private final Optional<String> reader;

    /**
     * @param session is not closed by this class
     * @param settings the replication of new keyspaces, and who may read them
     */
    public ProjectionSchema(CqlSession session, CassandraSettings settings) {
        this.session = session;
        this.replication = settings.replication();
        this.reader = settings.reader();
    }

    /** Creates the keyspace and its tables if they are missing. Several processes may run it at once. */
    public void create(Keyspace keyspace) {
        if (tables(keyspace).size() < statements(keyspace).size() - 1) {
            statements(keyspace).forEach(this::execute);
            // rights are of a keyspace or of all, and each replay makes another keyspace
            reader.ifPresent(role -> execute(
                    "GRANT SELECT ON KEYSPACE " + keyspace.name() + " TO \"" + role.replace("\"", "\"\"") + '"'));
        }
    }

    /**
     * Adds the columns of {@code projection.cql} that tables of an earlier version lack. Several processes may run it
     * at once.
     *
     * @throws com.datastax.oss.driver.api.core.DriverException if a table is missing
     */
    public void extend(Keyspace keyspace) {
        Map<String, Set<String>> found = columns(keyspace);
        for (ProjectionTable table : ProjectionTables.tables()) {
            Set<String> present = found.getOrDefault(table.name(), Set.of());
            for (String column : table.valueColumns()) {
                if (!present.contains(column)) {
                    execute("ALTER TABLE " + keyspace.name() + "." + table.name() + " ADD IF NOT EXISTS " + column + " "
                            + table.types().get(column));
                }
            }
        }
    }

    /** The names of all columns, by table. */
    private Map<String, Set<String>> columns(Keyspace keyspace) {
        Map<String, Set<String>> found = new HashMap<>();
        session.execute(SimpleStatement.newInstance(
                                "SELECT table_name, column_name FROM system_schema.columns WHERE keyspace_name = ?",
                                keyspace.name())
                        .setTimeout(DEADLINE))
                .forEach(
                        row -> found.computeIfAbsent(Objects.requireNonNull(row.getString(0)), table -> new HashSet<>())
                                .add(Objects.requireNonNull(row.getString(1))));
        return found;
    }

    /** Whether the keyspace exists with all its tables, but for those that an earlier version did not have. */
    public boolean isWhole(Keyspace keyspace) {
        Set<String> earlier = tables(keyspace);
        earlier.removeAll(LATER_TABLES);
        return earlier.size() >= statements(keyspace).size() - 1 - LATER_TABLES.size();
    }

    private Set<String> tables(Keyspace keyspace) {
        Set<String> found = new TreeSet<>();
        session.execute(SimpleStatement.newInstance(
                                "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace.name())
                        .setTimeout(DEADLINE))
                .forEach(row -> found.add(Objects.requireNonNull(row.getString(0))));
        return found;
    }

    /**
     * The existing keyspaces of projections, by number. Reads the server's tables, not the driver's schema metadata.
     */
    public Set<Keyspace> keyspaces() {
        Set<Keyspace> found = new TreeSet<>((a, b) -> Integer.compare(a.number(), b.number()));
        session.execute(SimpleStatement.newInstance("SELECT keyspace_name FROM system_schema.keyspaces")
                        .setTimeout(DEADLINE))
                .forEach(row ->
                        Keyspace.parse(Objects.requireNonNull(row.getString(0))).ifPresent(found::add));
        return found;
    }

    /** Drops the keyspace with its tables if it exists. */
    public void drop(Keyspace keyspace) {
        execute("DROP KEYSPACE IF EXISTS " + keyspace.name());
    }

    /**
     * Executes a statement that changes the schema, without waiting for the driver's schema metadata: after a restart
     * of Cassandra, driver 4.19 may wait forever for its refresh.
     */
    public void execute(String statement) {
        session.setSchemaMetadataEnabled(false);
        try {
            session.execute(SimpleStatement.newInstance(statement).setTimeout(DEADLINE));
        } finally {
            session.setSchemaMetadataEnabled(null); // as configured: token-aware routing needs the metadata
        }
    }

    /** The first creates the keyspace, each other one a table. */
    private List<String> statements(Keyspace keyspace) {
        return ProjectionTables.statements(keyspace.name(), replication);
    }
}
