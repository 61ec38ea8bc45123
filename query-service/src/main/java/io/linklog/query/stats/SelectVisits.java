package io.linklog.query.stats;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.ProtocolError;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.mesh.async.Causes;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.http.ReadProblems;
import io.linklog.schemas.view.VisitView;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Reads single visits, newest first; each day is a partition. */
final class SelectVisits {

    /**
     * A page of visits.
     *
     * @param next where the next page begins; null at the end
     */
    record Page(List<VisitView> visits, @Nullable VisitCursor next) {}

    private final KeyspaceSession session;
    private final PreparedStatement ofDay;
    private final CassandraSpans.Operation select;

    /** Prepares the statement; waits for the server. */
    SelectVisits(KeyspaceSession session) {
        this.session = session;
        this.select = session.select("visits");
        this.ofDay =
                session.prepare("SELECT at, journal, partition, sequence, asked, kind, referrer, browser, os, device,"
                        + " bot, country, city, address, user_agent, rule FROM " + session.table("visits")
                        + " WHERE code = ? AND day = ?");
    }

    /**
     * Reads a page of visits.
     *
     * @param last the earliest day that may have visits
     */
    CompletableFuture<Page> page(String code, VisitCursor from, LocalDate last, int limit, Reading reading) {
        return more(code, from, last, limit, new ArrayList<>(), reading);
    }

    private CompletableFuture<Page> more(
            String code, VisitCursor from, LocalDate last, int limit, List<VisitView> found, Reading reading) {
        if (from.day().isBefore(last)) {
            return CompletableFuture.completedFuture(new Page(found, null));
        }
        var statement = ofDay.bind(code, from.day()).setPageSize(limit - found.size());
        if (from.inside() != null) {
            statement = statement.setPagingState(from.inside());
        }
        return session.execute(statement, select, reading)
                .exceptionally(error -> {
                    Throwable cause = Causes.unwrap(error);
                    // Cassandra answers this to a paging state that it did not make
                    boolean forged =
                            from.inside() != null && (cause instanceof ProtocolError || cause instanceof ServerError);
                    throw forged ? ReadProblems.invalidCursor() : new CompletionException(cause);
                })
                .thenCompose(rows -> {
                    rows.currentPage().forEach(row -> found.add(view(row)));
                    VisitCursor next = rows.hasMorePages()
                            ? new VisitCursor(
                                    from.day(), rows.getExecutionInfo().getPagingState())
                            : new VisitCursor(from.day().minusDays(1), null);
                    return found.size() >= limit
                            ? CompletableFuture.completedFuture(new Page(found, next))
                            : more(code, next, last, limit, found, reading);
                });
    }

    private static VisitView view(Row row) {
        return new VisitView(
                VisitView.id(row.getString("journal"), row.getInt("partition"), row.getLong("sequence")),
                row.getInstant("at"),
                row.getString("kind"),
                row.getString("asked"),
                row.getString("referrer"),
                row.getString("browser"),
                row.getString("os"),
                row.getString("device"),
                row.getString("bot"),
                row.getString("country"),
                row.getString("city"),
                row.getString("address"),
                row.getString("user_agent"),
                row.get("rule", Integer.class));
    }
}
