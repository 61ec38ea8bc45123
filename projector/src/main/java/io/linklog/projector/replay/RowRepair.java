package io.linklog.projector.replay;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.Keyspace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    private static final String LIST = "link_list";

    private final CqlSession session;
    private final ComparedTable table;
    private final int keySize;
    private final List<String> values;
    private final PreparedStatement timesInOld;
    private final PreparedStatement timesInFresh;
    private final PreparedStatement linkInFresh;
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
        this.linkInFresh = prepare("SELECT edited_at, tags FROM " + fresh.name() + ".links WHERE code = ?");
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
        if (rows.fresh().isEmpty()) {
            // a lost deletion: an edit has taken the link from this list
            return table.name().equals(LIST) && isOffTheList(key) ? Finding.STALE : Finding.UNEXPLAINED;
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
            link(key)
                    .ifPresent(link ->
                            session.execute(bind(delete.boundStatementBuilder().setLong(0, link.getLong(0)), 1, key)
                                    .build()));
            return;
        }
        Row times = row(timesInFresh, key);
        if (times == null) {
            return; // it has expired, or an edit has removed it
        }
        List<ByteBuffer> columns = rows.fresh().get().columns();
        BoundStatementBuilder row = bind(insert.boundStatementBuilder(), 0, columns);
        // a value that neither side has needs no tombstone
        for (int i = keySize; rows.old().isEmpty() && i < columns.size(); i++) {
            row = columns.get(i) == null ? row.unset(i) : row;
        }
        session.execute(row.setLong(columns.size(), writeTime(times).orElseGet(() -> writeTimeOfKey(key)))
                .setInt(columns.size() + 1, secondsLeft(times))
                .build());
    }

    /**
     * A write time for a row of a table that has only keys, whose own write time cannot be read. That of the link's
     * latest event takes its place; an hour of a list is never deleted, so any time will do.
     */
    private long writeTimeOfKey(List<ByteBuffer> key) {
        return table.name().equals(LIST) ? link(key).map(row -> row.getLong(0)).orElse(1L) : 1;
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

    private boolean isOffTheList(List<ByteBuffer> key) {
        String list = text(key.get(1));
        return link(key)
                .map(link -> link.getList("tags", String.class))
                .filter(tags -> list.startsWith("tag:") && !tags.contains(list.substring("tag:".length())))
                .isPresent();
    }

    /** The link of a row of {@code link_list}, as the log says it is. */
    private Optional<Row> link(List<ByteBuffer> key) {
        return Optional.ofNullable(row(linkInFresh, key.subList(keySize - 1, keySize)));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
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
