package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.Report;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.names.TenantName;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.reports.ReportWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prepared statements that write reports to one keyspace. Idempotent. Thread-safe. */
public final class ReportTables {

    private final Duration kept;
    private final PreparedStatement row;
    private final PreparedStatement noRow;
    private final PreparedStatement listRow;

    /**
     * Prepares the statements; blocks. The tables must exist.
     *
     * @param kept when a row expires after its report was made, no matter when it is written
     */
    public ReportTables(CqlSession session, Keyspace keyspace, Duration kept) {
        this.kept = kept;
        this.row = Statements.prepare(
                session,
                "INSERT INTO " + keyspace.name() + ".reports (code, place, round, tenant, state, reported_at,"
                        + " changed_at, changed_by, reason, text, contact)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
        this.noRow = Statements.prepare(
                session,
                "DELETE FROM " + keyspace.name()
                        + ".reports USING TIMESTAMP ? WHERE code = ? AND place = ? AND round = ?");
        this.listRow = Statements.prepare(
                session,
                "INSERT INTO " + keyspace.name() + ".report_list (tenant, week, reported_at, code, place, round)"
                        + " VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
    }

    /** The rows of a report: its own, and one in each list that has it. None if it has expired. */
    public List<BoundStatement> rows(Report report, Instant now) {
        long left = Duration.between(now, report.getReportedAt().plus(kept)).toSeconds();
        if (left <= 0) {
            return List.of();
        }
        int seconds = (int) Math.min(left, kept.toSeconds());
        List<BoundStatement> rows = new ArrayList<>();
        rows.add(row(report, seconds));
        rows.add(listRow(TenantName.DEFAULT, report, seconds));
        if (!report.getTenant().equals(TenantName.DEFAULT)) {
            rows.add(listRow(report.getTenant(), report, seconds));
        }
        return rows;
    }

    /** Deletes the row of a report. Its rows in lists stay until they expire: they have no more than its id. */
    public BoundStatement noRow(ReportId id, Instant deletedAt) {
        return noRow.boundStatementBuilder()
                .setLong(0, EpochMicros.of(deletedAt))
                .setString(1, id.name())
                .setInt(2, id.place())
                .setInt(3, id.round())
                .build();
    }

    private BoundStatement row(Report report, int seconds) {
        ReportId id = ReportId.of(report);
        BoundStatementBuilder bound = row.boundStatementBuilder()
                .setString(0, id.name())
                .setInt(1, id.place())
                .setInt(2, id.round())
                .setString(3, report.getTenant())
                .setString(4, report.getState().name())
                .setLong(5, EpochMicros.of(report.getReportedAt()))
                .setLong(6, EpochMicros.of(report.getChangedAt()))
                .setString(8, report.getReason())
                .setLong(11, EpochMicros.of(report.getChangedAt()))
                .setInt(12, seconds);
        bound = set(bound, 7, report.getChangedBy());
        bound = set(bound, 9, report.getText());
        return set(bound, 10, report.getContact()).build();
    }

    private BoundStatement listRow(String tenant, Report report, int seconds) {
        ReportId id = ReportId.of(report);
        return listRow.boundStatementBuilder()
                .setString(0, tenant)
                .setLong(1, ReportWeek.of(report.getReportedAt()))
                .setLong(2, EpochMicros.of(report.getReportedAt()))
                .setString(3, id.name())
                .setInt(4, id.place())
                .setInt(5, id.round())
                .setLong(6, EpochMicros.of(report.getReportedAt()))
                .setInt(7, seconds)
                .build();
    }

    /** Null erases: another report may have been written to the same place before. */
    private static BoundStatementBuilder set(BoundStatementBuilder row, int index, @Nullable String text) {
        return text == null ? row.setToNull(index) : row.setString(index, text);
    }
}
