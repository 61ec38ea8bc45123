package io.linklog.query.reports;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.query.cassandra.Reading;
import io.linklog.schemas.Report;
import io.linklog.schemas.ReportState;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.reports.ReportId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads reports from one keyspace. Thread-safe. */
public final class ReportStatements {

    private final KeyspaceSession session;
    private final PreparedStatement places;
    private final PreparedStatement report;
    private final PreparedStatement list;
    private final CassandraSpans.Operation selectReports;
    private final CassandraSpans.Operation selectList;

    /** Prepares the statements; waits for the server. */
    public ReportStatements(KeyspaceSession session) {
        this.session = session;
        this.selectReports = session.select("reports");
        this.selectList = session.select("report_list");
        // the latest round of a place is its first row
        this.places = session.prepare(
                "SELECT place, round, state FROM " + session.table("reports") + " WHERE code = ? GROUP BY code, place");
        this.report = session.prepare("SELECT tenant, state, reported_at, changed_at, changed_by, reason, text, contact"
                + " FROM " + session.table("reports") + " WHERE code = ? AND place = ? AND round = ?");
        this.list = session.prepare(
                "SELECT reported_at, code, place, round FROM " + session.table("report_list")
                        + " WHERE tenant = ? AND week = ? AND reported_at <= ?",
                ReportWalk.ROWS_OF_A_STEP);
    }

    /** The latest report of each place of a link. */
    CompletableFuture<List<ReportPlaces.Latest>> places(String name, Reading reading) {
        return session.execute(places.bind(name), selectReports, reading).thenApply(rows -> {
            List<ReportPlaces.Latest> found = new ArrayList<>();
            // at most one row for each place, so one page
            rows.currentPage()
                    .forEach(row -> found.add(new ReportPlaces.Latest(
                            row.getInt(0),
                            row.getInt(1),
                            ReportState.OPEN.name().equals(row.getString(2)))));
            return found;
        });
    }

    /** A report; empty if there is none, or no more. */
    CompletableFuture<Optional<Report>> find(ReportId id, Reading reading) {
        return session.execute(report.bind(id.name(), id.place(), id.round()), selectReports, reading)
                .thenApply(rows -> Optional.ofNullable(rows.one())
                        // without it the row has only a key: its report was deleted
                        .filter(row -> !row.isNull(1))
                        .map(row -> report(id, row)));
    }

    private static Report report(ReportId id, Row row) {
        LinkName name = LinkName.parse(id.name());
        return Report.newBuilder()
                .setDomain(name.domain())
                .setCode(name.code())
                .setPlace(id.place())
                .setRound(id.round())
                .setTenant(row.getString(0))
                .setState(ReportState.valueOf(row.getString(1)))
                .setReportedAt(EpochMicros.toInstant(row.getLong(2)))
                .setChangedAt(EpochMicros.toInstant(row.getLong(3)))
                .setChangedBy(row.getString(4))
                .setReason(row.getString(5))
                .setText(row.getString(6))
                .setContact(row.getString(7))
                .build();
    }

    /** The rows of one week of a tenant's list from a moment backwards, latest first: the first page of them. */
    CompletableFuture<AsyncResultSet> list(String tenant, long week, long reportedAtMicros, Reading reading) {
        return session.execute(list.bind(tenant, week, reportedAtMicros), selectList, reading);
    }

    /** The next page of such rows. */
    CompletableFuture<AsyncResultSet> next(AsyncResultSet page, Reading reading) {
        return session.nextPage(page, reading);
    }

    /** The entry of a row of a list. */
    static ReportCursor entry(Row row) {
        return new ReportCursor(
                row.getLong(0),
                new ReportId(Objects.requireNonNull(row.getString(1)), row.getInt(2), row.getInt(3)).key());
    }
}
