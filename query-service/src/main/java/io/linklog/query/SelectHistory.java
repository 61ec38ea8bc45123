package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.tracing.CassandraSpans;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The changes of one link. */
final class SelectHistory {

    private static final int VERSIONS_OF_A_PAGE = 50;

    private final CqlSession session;
    private final PreparedStatement forward;
    private final PreparedStatement backward;
    private final Duration deadline;
    private final CassandraSpans spans;
    private final CassandraSpans.Operation select;

    /** @param deadline for each statement */
    SelectHistory(CqlSession session, String keyspace, Duration deadline, CassandraSpans spans) {
        this.session = session;
        this.deadline = deadline;
        this.spans = spans;
        this.select = new CassandraSpans.Operation("SELECT", keyspace, "link_history");
        String select =
                "SELECT change, command_id, " + LinkRow.COLUMNS + " FROM " + keyspace + ".link_history WHERE code = ?";
        this.forward = session.prepare(
                SimpleStatement.newInstance(select + " AND version > ? LIMIT ?").setIdempotent(true));
        this.backward = session.prepare(SimpleStatement.newInstance(select + " ORDER BY version DESC")
                .setIdempotent(true)
                .setPageSize(VERSIONS_OF_A_PAGE));
    }

    /** Changes after a version, oldest first. */
    CompletableFuture<List<HistoryEntry>> after(String code, long version, int limit, SpanContext trace) {
        return Bounded.by(
                        deadline,
                        spans.execute(
                                session, forward.bind(code, version, limit).setPageSize(limit), select, trace))
                .thenApply(rows -> {
                    List<HistoryEntry> entries = new ArrayList<>();
                    rows.currentPage().forEach(row -> entries.add(entry(row)));
                    return entries;
                });
    }

    /** The latest change that is not later than a moment. */
    CompletableFuture<Optional<HistoryEntry>> at(String code, Instant moment, SpanContext trace) {
        return Bounded.by(deadline, spans.execute(session, backward.bind(code), select, trace))
                .thenCompose(rows -> firstNotAfter(rows, LinkRow.micros(moment)));
    }

    private CompletableFuture<Optional<HistoryEntry>> firstNotAfter(AsyncResultSet rows, long micros) {
        for (Row row : rows.currentPage()) {
            if (row.getLong("edited_at") <= micros) {
                return CompletableFuture.completedFuture(Optional.of(entry(row)));
            }
        }
        if (!rows.hasMorePages()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return Bounded.by(deadline, rows.fetchNextPage()).thenCompose(next -> firstNotAfter(next, micros));
    }

    private static HistoryEntry entry(Row row) {
        return new HistoryEntry(row.getString("change"), row.getString("command_id"), LinkRow.of(row));
    }
}
