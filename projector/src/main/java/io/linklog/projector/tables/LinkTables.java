package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements that write one keyspace, prepared once. All are idempotent: absolute values with the event's own write
 * time. Thread-safe.
 */
public final class LinkTables {

    private static final String STATE_COLUMNS = "tenant, state, created_at, edited_at, long_url, title, tags,"
            + " valid_since, valid_until, max_visits, redirect_status, forward_query, crawlable";
    private static final String STATE_MARKS = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

    private final PreparedStatement link;
    private final PreparedStatement history;
    private final PreparedStatement listRow;
    private final PreparedStatement noListRow;
    private final PreparedStatement listHour;

    /** Prepares; blocks. The keyspace and its tables must exist. */
    public LinkTables(CqlSession session, Keyspace keyspace) {
        String name = keyspace.name();
        this.link = prepare(
                session,
                "INSERT INTO " + name + ".links (code, version, " + STATE_COLUMNS + ") VALUES (?, ?, " + STATE_MARKS
                        + ") USING TIMESTAMP ?");
        this.history = prepare(
                session,
                "INSERT INTO " + name + ".link_history (code, version, change, command_id, " + STATE_COLUMNS
                        + ") VALUES (?, ?, ?, ?, " + STATE_MARKS + ") USING TIMESTAMP ?");
        this.listRow = prepare(
                session,
                "INSERT INTO " + name + ".link_list (tenant, list, hour, created_at, code) VALUES (?, ?, ?, ?, ?)"
                        + " USING TIMESTAMP ?");
        this.noListRow = prepare(
                session,
                "DELETE FROM " + name + ".link_list USING TIMESTAMP ?"
                        + " WHERE tenant = ? AND list = ? AND hour = ? AND created_at = ? AND code = ?");
        this.listHour = prepare(
                session,
                "INSERT INTO " + name + ".link_list_hours (tenant, list, hour) VALUES (?, ?, ?) USING TIMESTAMP ?");
    }

    private static PreparedStatement prepare(CqlSession session, String cql) {
        return session.prepare(SimpleStatement.newInstance(cql).setIdempotent(true));
    }

    /**
     * The state and its place in the history. The tables share the partition key, so the server makes one mutation of
     * this batch: one request and one commit-log entry for both, and no reader sees one without the other for long.
     */
    public Statement<?> state(EventRows rows) {
        return batch(List.of(linkRow(rows), historyRow(rows)));
    }

    /** Statements of one partition as one request. */
    public static Statement<?> batch(List<? extends BatchableStatement<?>> statements) {
        return statements.size() == 1
                ? statements.get(0)
                : BatchStatement.builder(DefaultBatchType.UNLOGGED)
                        .addStatements(List.copyOf(statements))
                        .setIdempotence(true)
                        .build();
    }

    private BoundStatement linkRow(EventRows rows) {
        BoundStatementBuilder row = link.boundStatementBuilder()
                .setString(0, rows.link().getCode())
                .setLong(1, rows.link().getVersion());
        // nothing is older than version 1, so what it does not have needs no tombstone
        boolean first = rows.link().getVersion() == 1;
        return setState(row, 2, rows, !first).build();
    }

    private BoundStatement historyRow(EventRows rows) {
        BoundStatementBuilder row = history.boundStatementBuilder()
                .setString(0, rows.link().getCode())
                .setLong(1, rows.link().getVersion())
                .setString(2, rows.change())
                .setString(3, rows.commandId());
        // a row of the history is only ever written with the same values
        return setState(row, 4, rows, false).build();
    }

    private static BoundStatementBuilder setState(BoundStatementBuilder row, int first, EventRows rows, boolean erase) {
        Link link = rows.link();
        LinkAttributes attributes = link.getAttributes();
        int i = first;
        row = row.setString(i++, link.getTenant())
                .setString(i++, link.getState().name())
                .setLong(i++, rows.createdAt())
                .setLong(i++, rows.writtenAt())
                .setString(i++, attributes.getLongUrl());
        row = attributes.getTitle() != null ? row.setString(i, attributes.getTitle()) : without(row, i, erase);
        i++;
        row = row.setList(i++, attributes.getTags(), String.class);
        row = setInstant(row, i++, attributes.getValidSince(), erase);
        row = setInstant(row, i++, attributes.getValidUntil(), erase);
        row = attributes.getMaxVisits() != null ? row.setLong(i, attributes.getMaxVisits()) : without(row, i, erase);
        i++;
        return row.setInt(i++, attributes.getRedirectStatus())
                .setBoolean(i++, attributes.getForwardQuery())
                .setBoolean(i++, attributes.getCrawlable())
                .setLong(i, rows.writtenAt());
    }

    private static BoundStatementBuilder setInstant(
            BoundStatementBuilder row, int index, @Nullable Instant instant, boolean erase) {
        return instant != null ? row.setInstant(index, instant) : without(row, index, erase);
    }

    private static BoundStatementBuilder without(BoundStatementBuilder row, int index, boolean erase) {
        return erase ? row.setToNull(index) : row.unset(index);
    }

    BoundStatement listRow(ListPartition list, EventRows rows) {
        return listRow.boundStatementBuilder()
                .setString(0, list.tenant())
                .setString(1, list.list())
                .setLong(2, list.hour())
                .setLong(3, rows.createdAt())
                .setString(4, rows.link().getCode())
                .setLong(5, rows.writtenAt())
                .build();
    }

    BoundStatement noListRow(ListPartition list, EventRows rows) {
        return noListRow
                .boundStatementBuilder()
                .setLong(0, rows.writtenAt())
                .setString(1, list.tenant())
                .setString(2, list.list())
                .setLong(3, list.hour())
                .setLong(4, rows.createdAt())
                .setString(5, rows.link().getCode())
                .build();
    }

    /** The write time of an hour is of no account: it is inserted with nothing but its key, and never deleted. */
    BoundStatement listHour(ListPartition list, long writtenAt) {
        return listHour.boundStatementBuilder()
                .setString(0, list.tenant())
                .setString(1, list.list())
                .setLong(2, list.hour())
                .setLong(3, writtenAt)
                .build();
    }
}
