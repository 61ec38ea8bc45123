package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.schemas.Link;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One link by its code. */
final class SelectLink implements LinkLoader {

    private final CqlSession session;
    private final PreparedStatement statement;
    private final Duration deadline;
    private final CassandraSpans spans;
    private final CassandraSpans.Operation select;

    /**
     * Prepares the statement; waits for the server.
     *
     * @param deadline for one load
     */
    SelectLink(CqlSession session, String keyspace, Duration deadline, CassandraSpans spans) {
        this.session = session;
        this.deadline = deadline;
        this.spans = spans;
        this.select = new CassandraSpans.Operation("SELECT", keyspace, "links");
        this.statement = session.prepare(
                SimpleStatement.newInstance("SELECT " + LinkRow.COLUMNS + " FROM " + keyspace + ".links WHERE code = ?")
                        .setIdempotent(true));
    }

    @Override
    public CompletableFuture<Optional<Link>> load(String code, SpanContext trace) {
        // the driver's own deadline is a setting that a file may override; this one the overlay relies on
        return Bounded.by(deadline, spans.execute(session, statement.bind(code), select, trace))
                .thenApply(rows -> Optional.ofNullable(rows.one()).map(LinkRow::of));
    }
}
