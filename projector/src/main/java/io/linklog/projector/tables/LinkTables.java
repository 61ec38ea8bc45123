package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.LinkRow;
import java.util.List;

/**
 * The prepared statements that write links, their history and lists to one keyspace. All are idempotent: they write
 * absolute values with the write time of the event. Thread-safe.
 */
public final class LinkTables {

    private final PreparedStatement link;
    private final PreparedStatement history;
    private final PreparedStatement noLink;
    private final PreparedStatement noHistory;
    private final PreparedStatement listRow;
    private final PreparedStatement noListRow;
    private final PreparedStatement listHour;

    /** Prepares the statements; blocks. The tables must exist. */
    public LinkTables(CqlSession session, Keyspace keyspace) {
        String name = keyspace.name();
        this.link = Statements.prepare(
                session,
                "INSERT INTO " + name + ".links (" + LinkRow.COLUMNS + ") VALUES (" + LinkRow.MARKERS
                        + ") USING TIMESTAMP ?");
        this.history = Statements.prepare(
                session,
                "INSERT INTO " + name + ".link_history (" + LinkRow.COLUMNS + ", change, command_id, sent_by) VALUES ("
                        + LinkRow.MARKERS + ", ?, ?, ?) USING TIMESTAMP ?");
        this.noLink = Statements.prepare(session, "DELETE FROM " + name + ".links USING TIMESTAMP ? WHERE code = ?");
        this.noHistory =
                Statements.prepare(session, "DELETE FROM " + name + ".link_history USING TIMESTAMP ? WHERE code = ?");
        this.listRow = Statements.prepare(
                session,
                "INSERT INTO " + name + ".link_list (tenant, list, hour, created_at, code) VALUES (?, ?, ?, ?, ?)"
                        + " USING TIMESTAMP ?");
        this.noListRow = Statements.prepare(
                session,
                "DELETE FROM " + name + ".link_list USING TIMESTAMP ?"
                        + " WHERE tenant = ? AND list = ? AND hour = ? AND created_at = ? AND code = ?");
        this.listHour = Statements.prepare(
                session,
                "INSERT INTO " + name + ".link_list_hours (tenant, list, hour) VALUES (?, ?, ?) USING TIMESTAMP ?");
    }

    /**
     * The rows of a link and its history, as one batch. Both tables have the same partition key, so the server applies
     * the batch as one mutation. A purge erases all of them: every earlier event has an earlier write time.
     */
    public Statement<?> state(EventRows rows) {
        if (rows.isPurge()) {
            return batch(List.of(erase(noLink, rows), erase(noHistory, rows)));
        }
        return batch(List.of(linkRow(rows), historyRow(rows)));
    }

    /** An unlogged batch of statements of one partition. */
    public static Statement<?> batch(List<? extends BatchableStatement<?>> statements) {
        return statements.size() == 1
                ? statements.get(0)
                : BatchStatement.builder(DefaultBatchType.UNLOGGED)
                        .addStatements(List.copyOf(statements))
                        .setIdempotence(true)
                        .build();
    }

    private static BoundStatement erase(PreparedStatement statement, EventRows rows) {
        return statement
                .boundStatementBuilder()
                .setLong(0, rows.writtenAt())
                .setString(1, rows.name())
                .build();
    }

    private BoundStatement linkRow(EventRows rows) {
        // version 1 has no older row to erase, and each null would be a tombstone
        LinkRow.Absent absent = rows.link().getVersion() == 1 ? LinkRow.Absent.SKIP : LinkRow.Absent.ERASE;
        return LinkRow.write(link.boundStatementBuilder(), rows.link(), absent)
                .setLong(LinkRow.SIZE, rows.writtenAt())
                .build();
    }

    private BoundStatement historyRow(EventRows rows) {
        // a row of the history is only ever written with the same values
        BoundStatementBuilder row = LinkRow.write(history.boundStatementBuilder(), rows.link(), LinkRow.Absent.SKIP)
                .setString(LinkRow.SIZE, rows.change())
                .setString(LinkRow.SIZE + 1, rows.commandId())
                .setLong(LinkRow.SIZE + 3, rows.writtenAt());
        return (rows.sentBy() == null ? row : row.setString(LinkRow.SIZE + 2, rows.sentBy())).build();
    }

    BoundStatement listRow(ListPartition list, EventRows rows) {
        return listRow.boundStatementBuilder()
                .setString(0, list.tenant())
                .setString(1, list.list())
                .setLong(2, list.hour())
                .setLong(3, rows.createdAt())
                .setString(4, rows.name())
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
                .setString(5, rows.name())
                .build();
    }

    /** Inserts an hour. Any write time will do: the row has only its key and is never deleted. */
    BoundStatement listHour(ListPartition list, long writtenAt) {
        return listHour.boundStatementBuilder()
                .setString(0, list.tenant())
                .setString(1, list.list())
                .setLong(2, list.hour())
                .setLong(3, writtenAt)
                .build();
    }
}
