package io.linklog.projector.replay;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.Keyspace;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Judges a row of one table that differs, and copies it from the keyspace that was built from the log, with its write
 * time. The projector may write the same row meanwhile: the newer write wins, as always. Blocks. Thread-safe.
 */
final class RowRepair {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final CqlSession session;
    private final ComparedTable table;
    private final int keySize;
    private final List<String> values;
    private final PreparedStatement timesInOld;
    private final PreparedStatement timesInFresh;
    private final ListedRows listed;
    private final PreparedStatement insert;
    private final PreparedStatement delete;

    RowRepair(CqlSession session, ComparedTable table, Keyspace old, Keyspace fresh) {
        this.session = session;
        this.table = table;
        List<String> key = table.table().keyColumns();
        this.keySize = key.size();
        this.values = table.table().valueColumns();
        this.timesInOld = prepare(times(old));
        this.timesInFresh = prepare(times(fresh));
        this.listed = ListedRows.of(table.name(), fresh, cql -> {
            PreparedStatement statement = prepare(cql);
            return ofKey -> Optional.ofNullable(row(statement, ofKey));
        });
        List<String> columns = new ArrayList<>(key);
        columns.addAll(values);
        this.insert = prepare("INSERT INTO " + old.name() + "." + table.name() + " (" + String.join(", ", columns)
                + ") VALUES (" + "?, ".repeat(columns.size() - 1) + "?) USING TIMESTAMP ? AND TTL ?");
        this.delete = prepare("DELETE FROM " + old.name() + "." + table.name() + " USING TIMESTAMP ? WHERE "
                + String.join(" = ? AND ", key) + " = ?");
    }

    /** Write time and remaining life of each value; a table of keys only has neither. */
    private String times(Keyspace keyspace) {
        List<String> columns = new ArrayList<>();
        values.forEach(column -> columns.add("WRITETIME(" + column + "), TTL(" + column + ")"));
        return "SELECT " + (columns.isEmpty() ? table.table().keyColumns().get(0) : String.join(", ", columns))
                + " FROM " + keyspace.name() + "." + table.name() + " WHERE "
                + String.join(" = ? AND ", table.table().keyColumns()) + " = ?";
    }

    private PreparedStatement prepare(String cql) {
        return session.prepare(
                SimpleStatement.newInstance(cql).setIdempotent(true).setTimeout(DEADLINE));
    }

    /** Judges a key whose rows differ. */
    Finding judge(List<ByteBuffer> key, RowPair rows) {
        if (rows.old().isEmpty()) {
            return Finding.MISSING;
        }
        if (listed.isComputed()) {
            return Finding.STALE;
        }
        if (rows.fresh().isEmpty()) {
            return listed.isStale(key) ? Finding.STALE : Finding.UNEXPLAINED;
        }
        Row inOld = row(timesInOld, key);
        Row inFresh = row(timesInFresh, key);
        boolean older = inOld != null
                && inFresh != null
                && writeTime(inOld).orElse(0) < writeTime(inFresh).orElse(0);
        return older ? Finding.STALE : Finding.UNEXPLAINED;
    }

    /** Makes the row as it is in the fresh keyspace, unless a newer write hides this one. */
    void mend(List<ByteBuffer> key, RowPair rows) {
        if (rows.fresh().isEmpty()) {
            session.execute(bind(delete.boundStatementBuilder().setLong(0, listed.writeTime(key)), 1, key)
                    .build());
            return;
        }
        Row times = row(timesInFresh, key);
        if (times == null || listed.isStale(key)) {
            return; // it has expired, or is in no list any more
        }
        List<ByteBuffer> columns = rows.fresh().get().columns();
        BoundStatementBuilder row = bind(insert.boundStatementBuilder(), 0, columns);
        // a value that neither side has needs no tombstone
        for (int i = keySize; rows.old().isEmpty() && i < columns.size(); i++) {
            row = columns.get(i) == null ? row.unset(i) : row;
        }
        session.execute(row.setLong(columns.size(), writeTime(times).orElseGet(() -> listed.writeTime(key)))
                .setInt(columns.size() + 1, values.isEmpty() ? listed.secondsLeft(key) : secondsLeft(times))
                .build());
    }

    /** The latest write time of a row's values; empty for a table of keys only. */
    private OptionalLong writeTime(Row times) {
        OptionalLong latest = OptionalLong.empty();
        for (int i = 0; i < 2 * values.size(); i += 2) {
            if (!times.isNull(i)) {
                latest = OptionalLong.of(Math.max(latest.orElse(Long.MIN_VALUE), times.getLong(i)));
            }
        }
        return latest;
    }

    /** 0 for a row that does not expire. */
    private int secondsLeft(Row times) {
        int longest = 0;
        for (int i = 1; i < 2 * values.size(); i += 2) {
            longest = Math.max(longest, times.isNull(i) ? 0 : times.getInt(i));
        }
        return longest;
    }

    private @Nullable Row row(PreparedStatement statement, List<ByteBuffer> key) {
        return session.execute(bind(statement.boundStatementBuilder(), 0, key).build())
                .one();
    }

    private static BoundStatementBuilder bind(BoundStatementBuilder statement, int from, List<ByteBuffer> values) {
        BoundStatementBuilder bound = statement;
        for (int i = 0; i < values.size(); i++) {
            ByteBuffer value = values.get(i);
            bound = bound.setBytesUnsafe(from + i, value == null ? null : value.duplicate());
        }
        return bound;
    }
}
