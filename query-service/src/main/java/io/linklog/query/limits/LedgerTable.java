package io.linklog.query.limits;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.query.cassandra.Timeouts;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers in Cassandra, one row a link, changed by lightweight transactions only. The rows are not a projection:
 * they have a keyspace of their own, which a replay does not touch.
 */
final class LedgerTable implements Ledgers {

    private static final String KEYSPACE = "linklog_limits";
    private static final String TABLE = KEYSPACE + ".limits";

    private final CqlSession session;
    private final Duration deadline;
    private final PreparedStatement select;
    private final PreparedStatement insert;
    private final PreparedStatement update;
    /** Reads the table of before this one, which had a row for each place; null where it never existed. */
    private final @Nullable PreparedStatement selectPlace;

    /**
     * Creates the table where it is missing; waits for the server.
     *
     * @param replication of the keyspace if it has to be created, as a CQL map
     * @param deadline of each statement
     */
    LedgerTable(CqlSession session, String replication, Duration deadline) {
        this.session = session;
        this.deadline = deadline;
        if (!hasTable(session, "limits")) {
            // not every user may make keyspaces, so none is made that exists
            if (session.getMetadata().getKeyspace(KEYSPACE).isEmpty()) {
                session.execute("CREATE KEYSPACE IF NOT EXISTS " + KEYSPACE + " WITH replication = " + replication);
            }
            // with a fixed id: instances that start together would otherwise create two tables with one name
            session.execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (code text PRIMARY KEY, version bigint,"
                    + " taken bigint, leases frozen<map<text, bigint>>)"
                    + " WITH id = 6c696e6b-6c6f-4c69-8d69-747300000002");
        }
        this.select = session.prepare(
                SimpleStatement.newInstance("SELECT version, taken, leases FROM " + TABLE + " WHERE code = ?")
                        // a serial read ends transactions whose outcome is open: afterwards they are visible or void
                        .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL)
                        .setIdempotent(true));
        this.insert = prepareChange(
                "INSERT INTO " + TABLE + " (version, taken, leases, code) VALUES (?, ?, ?, ?) IF NOT EXISTS");
        this.update = prepareChange(
                "UPDATE " + TABLE + " SET version = ?, taken = ?, leases = ? WHERE code = ? IF version = ?");
        this.selectPlace = hasTable(session, "places")
                ? session.prepare(
                        SimpleStatement.newInstance("SELECT place FROM " + KEYSPACE + ".places WHERE code = ? LIMIT 1")
                                .setIdempotent(true))
                : null;
    }

    private static boolean hasTable(CqlSession session, String table) {
        return session.getMetadata()
                .getKeyspace(KEYSPACE)
                .flatMap(keyspace -> keyspace.getTable(table))
                .isPresent();
    }

    /** Not idempotent: the driver must not repeat it, because the repeat would find its own version and be refused. */
    private PreparedStatement prepareChange(String cql) {
        return session.prepare(SimpleStatement.newInstance(cql)
                .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL)
                .setIdempotent(false));
    }

    @Override
    public CompletableFuture<Ledger> read(String code) {
        return execute(select.bind(code)).thenCompose(rows -> {
            Row row = rows.one();
            return row == null ? readPlaces(code) : CompletableFuture.completedFuture(ledger(row));
        });
    }

    private CompletableFuture<Ledger> readPlaces(String code) {
        return selectPlace == null
                ? CompletableFuture.completedFuture(Ledger.empty(0))
                : execute(selectPlace.bind(code)).thenApply(rows -> {
                    Row row = rows.one();
                    return Ledger.empty(row == null ? 0 : row.getLong(0));
                });
    }

    @Override
    public CompletableFuture<Boolean> replace(String code, long version, Ledger next) {
        BoundStatement change = version == 0
                ? insert.bind(next.version(), next.taken(), next.leases(), code)
                : update.bind(next.version(), next.taken(), next.leases(), code, version);
        return execute(change).thenApply(AsyncResultSet::wasApplied);
    }

    private CompletableFuture<AsyncResultSet> execute(BoundStatement statement) {
        return Timeouts.limit(session.executeAsync(statement), deadline);
    }

    private static Ledger ledger(Row row) {
        Map<String, Long> leases = Objects.requireNonNullElse(row.getMap(2, String.class, Long.class), Map.of());
        return new Ledger(row.getLong(0), row.getLong(1), leases);
    }
}
