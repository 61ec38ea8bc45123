package io.linklog.query.links;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.cassandra.LinkRow;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.query.cassandra.Reading;
import io.linklog.schemas.encoding.EpochMicros;
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
        String select = "SELECT change, command_id, sent_by, " + LinkRow.COLUMNS + " FROM "
                + session.table("link_history") + " WHERE code = ?";
        this.forward = session.prepare(select + " AND version > ? LIMIT ?");
        this.backward = session.prepare(select + " AND version <= ? ORDER BY version DESC LIMIT ?");
    }

    /** Changes after a version, oldest first. */
    CompletableFuture<List<HistoryEntry>> after(String code, long version, int limit, Reading reading) {
        return session.execute(forward.bind(code, version, limit).setPageSize(limit), select, reading)
                .thenApply(rows -> {
                    List<HistoryEntry> entries = new ArrayList<>();
                    rows.currentPage().forEach(row -> entries.add(entry(row)));
                    return entries;
                });
    }

    /**
     * The latest change at or before a moment: one statement when it is among the latest changes, else a binary search.
     * A link may have a million versions.
     */
    CompletableFuture<Optional<HistoryEntry>> at(String code, Instant moment, Reading reading) {
        long micros = EpochMicros.of(moment);
        return before(code, Long.MAX_VALUE, VERSIONS_OF_A_PAGE, reading).thenCompose(rows -> {
            long lowest = 0;
            for (Row row : rows.currentPage()) {
                if (row.getLong("edited_at") <= micros) {
                    return CompletableFuture.completedFuture(Optional.of(entry(row)));
                }
                lowest = row.getLong("version");
            }
            return search(code, 1, lowest - 1, micros, Optional.empty(), reading);
        });
    }

    /**
     * @param from the lowest version that may be the last one at or before the moment
     * @param to the highest one
     * @param best the highest version below {@code from}, which is at or before the moment
     */
    private CompletableFuture<Optional<HistoryEntry>> search(
            String code, long from, long to, long micros, Optional<HistoryEntry> best, Reading reading) {
        if (from > to) {
            return CompletableFuture.completedFuture(best);
        }
        long middle = from + (to - from) / 2;
        return before(code, middle, 1, reading).thenCompose(rows -> {
            Row row = rows.one();
            if (row == null || row.getLong("version") < from) {
                return search(code, middle + 1, to, micros, best, reading);
            }
            return row.getLong("edited_at") <= micros
                    ? search(code, middle + 1, to, micros, Optional.of(entry(row)), reading)
                    : search(code, from, row.getLong("version") - 1, micros, best, reading);
        });
    }

    private CompletableFuture<AsyncResultSet> before(String code, long version, int limit, Reading reading) {
        return session.execute(backward.bind(code, version, limit).setPageSize(limit), select, reading);
    }

    private static HistoryEntry entry(Row row) {
        return new HistoryEntry(
                row.getString("change"), row.getString("command_id"), row.getString("sent_by"), LinkRow.read(row));
    }
}
