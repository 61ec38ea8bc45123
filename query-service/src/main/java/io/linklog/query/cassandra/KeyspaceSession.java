package io.linklog.query.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.tracing.CassandraSpans;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Prepares and runs the statements of one keyspace. A statement that takes longer than the deadline fails with a
 * {@link java.util.concurrent.TimeoutException}. Thread-safe.
 */
public final class KeyspaceSession {

    private final CqlSession session;
    private final String keyspace;
    private final Duration deadline;
    private final CassandraSpans spans;

    /**
     * @param keyspace becomes a part of statements, so only a name of the form {@code linklog_1} is accepted
     * @param deadline of each statement and of each further page
     * @throws IllegalArgumentException for another name
     */
    public KeyspaceSession(CqlSession session, String keyspace, Duration deadline, CassandraSpans spans) {
        this.session = session;
        this.keyspace = Keyspace.requireName(keyspace);
        this.deadline = deadline;
        this.spans = spans;
    }

    /** The qualified name of a table. */
    public String table(String name) {
        return keyspace + '.' + name;
    }

    /** Names a SELECT from a table in traces. */
    public CassandraSpans.Operation select(String table) {
        return new CassandraSpans.Operation("SELECT", keyspace, table);
    }

    /**
     * Prepares a read; waits for the server.
     *
     * @throws com.datastax.oss.driver.api.core.DriverException when the table or the server is missing
     */
    public PreparedStatement prepare(String cql) {
        return session.prepare(SimpleStatement.newInstance(cql).setIdempotent(true));
    }

    /** Prepares a read whose answer comes in pages of this number of rows. */
    public PreparedStatement prepare(String cql, int rowsPerPage) {
        return session.prepare(
                SimpleStatement.newInstance(cql).setIdempotent(true).setPageSize(rowsPerPage));
    }

    /**
     * Runs a statement that serves several requests and ends with none of them.
     *
     * @param what the name of the statement in traces
     * @param trace the trace of the request; invalid for none
     */
    public CompletableFuture<AsyncResultSet> execute(
            Statement<?> statement, CassandraSpans.Operation what, SpanContext trace) {
        // the driver has a deadline too, but a configuration file may override it; the overlay relies on this one
        return Timeouts.limit(spans.execute(session, statement, what, trace), deadline);
    }

    /** Runs a statement for a request; not at all when the request has ended. */
    public CompletableFuture<AsyncResultSet> execute(
            Statement<?> statement, CassandraSpans.Operation what, Reading reading) {
        return reading.run(() -> execute(statement, what, reading.trace()));
    }

    /** Fetches the page after this one, which must exist, for a request; not when the request has ended. */
    public CompletableFuture<AsyncResultSet> nextPage(AsyncResultSet page, Reading reading) {
        return reading.run(() -> Timeouts.limit(page.fetchNextPage(), deadline));
    }
}
