package io.linklog.query.lookup;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.linklog.kit.cassandra.LinkRow;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.schemas.Link;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads one link by its code. */
final class SelectLink implements LinkLoader {

    private final KeyspaceSession session;
    private final PreparedStatement statement;
    private final CassandraSpans.Operation select;

    /** Prepares the statement; waits for the server. */
    SelectLink(KeyspaceSession session) {
        this.session = session;
        this.select = session.select("links");
        this.statement =
                session.prepare("SELECT " + LinkRow.COLUMNS + " FROM " + session.table("links") + " WHERE code = ?");
    }

    @Override
    public CompletableFuture<Optional<Link>> load(String code, SpanContext trace) {
        CompletableFuture<AsyncResultSet> rows = session.execute(statement.bind(code), select, trace);
        CompletableFuture<Optional<Link>> link =
                rows.thenApply(found -> Optional.ofNullable(found.one()).map(LinkRow::read));
        // who cancels the read of a link cancels its statement
        link.whenComplete((read, error) -> rows.cancel(/* mayInterruptIfRunning= */ false));
        return link;
    }
}
