package io.linklog.query.links;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.cassandra.LinkRow;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.schemas.encoding.EpochMicros;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads the changes of one link. */
final class SelectHistory {

    private static final int VERSIONS_OF_A_PAGE = 50;

    private final KeyspaceSession session;
    private final PreparedStatement forward;
    private final PreparedStatement backward;
    private final CassandraSpans.Operation select;

    /** Prepares the statements; waits for the server. */
    SelectHistory(KeyspaceSession session) {
        this.session = session;
        this.select = session.select("link_history");
        String select = "SELECT change, command_id, " + LinkRow.COLUMNS + " FROM " + session.table("link_history")
                + " WHERE code = ?";
        this.forward = session.prepare(select + " AND version > ? LIMIT ?");
        this.backward = session.prepare(select + " ORDER BY version DESC", VERSIONS_OF_A_PAGE);
    }

    /** Changes after a version, oldest first. */
    CompletableFuture<List<HistoryEntry>> after(String code, long version, int limit, SpanContext trace) {
        return session.execute(forward.bind(code, version, limit).setPageSize(limit), select, trace)
                .thenApply(rows -> {
                    List<HistoryEntry> entries = new ArrayList<>();
                    rows.currentPage().forEach(row -> entries.add(entry(row)));
                    return entries;
                });
    }

    /** The latest change at or before a moment. */
    CompletableFuture<Optional<HistoryEntry>> at(String code, Instant moment, SpanContext trace) {
        return session.execute(backward.bind(code), select, trace)
                .thenCompose(rows -> firstNotAfter(rows, EpochMicros.of(moment)));
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
        return session.nextPage(rows).thenCompose(next -> firstNotAfter(next, micros));
    }

    private static HistoryEntry entry(Row row) {
        return new HistoryEntry(row.getString("change"), row.getString("command_id"), LinkRow.read(row));
    }
}
