package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.VisitCount;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.topics.VisitStatsKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/**
 * The prepared statements that write totals of visits to one keyspace. All are idempotent: they write absolute values
 * with the write time of the record. Thread-safe.
 */
public final class StatsTables {

    private static final GenericType<Map<String, Map<String, TupleValue>>> DIMENSIONS =
            GenericType.mapOf(GenericType.STRING, GenericType.mapOf(GenericType.STRING, GenericType.TUPLE_VALUE));

    private final PreparedStatement totals;
    private final PreparedStatement noTotals;
    private final PreparedStatement counted;
    private final TupleType pair;

    /** Prepares the statements; blocks. The tables must exist. */
    public StatsTables(CqlSession session, Keyspace keyspace) {
        this.totals = Statements.prepare(
                session,
                "INSERT INTO " + keyspace.name() + ".visit_totals"
                        + " (code, unit, period, start, shard, human, bot, visitors, dimensions)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        this.noTotals = Statements.prepare(
                session,
                "DELETE FROM " + keyspace.name() + ".visit_totals USING TIMESTAMP ?"
                        + " WHERE code = ? AND unit = ? AND period = ? AND start = ? AND shard = ?");
        this.counted = Statements.prepare(
                session,
                "INSERT INTO " + keyspace.name() + ".visits_counted"
                        + " (journal, partition, sequence, missing, repeated, refused) VALUES (?, ?, ?, ?, ?, ?)"
                        + " USING TIMESTAMP ?");
        TupleType detached = DataTypes.tupleOf(DataTypes.BIGINT, DataTypes.BIGINT);
        detached.attach(session.getContext());
        this.pair = detached;
    }

    public Statement<?> row(VisitStats stats) {
        return stats.getStats() instanceof VisitTotals row ? row(row) : row((VisitsCounted) stats.getStats());
    }

    private Statement<?> row(VisitTotals row) {
        if (row.getHuman() == 0 && row.getBot() == 0) {
            // all its visits are purged; a row would still tell that there were some
            return noTotals.bind(
                    EpochMicros.of(row.getCountedAt()),
                    row.getCode(),
                    row.getUnit().name(),
                    period(row.getUnit(), row.getStart(), row.getGeneration()),
                    row.getStart(),
                    row.getShard());
        }
        return totals.boundStatementBuilder()
                .setString(0, row.getCode())
                .setString(1, row.getUnit().name())
                .setString(2, period(row.getUnit(), row.getStart(), row.getGeneration()))
                .setInstant(3, row.getStart())
                .setInt(4, row.getShard())
                .setLong(5, row.getHuman())
                .setLong(6, row.getBot())
                .setByteBuffer(7, row.getUnique())
                .set(8, dimensions(row), DIMENSIONS)
                .setLong(9, EpochMicros.of(row.getCountedAt()))
                .build();
    }

    private Statement<?> row(VisitsCounted row) {
        BoundStatementBuilder statement = counted.boundStatementBuilder()
                .setString(0, VisitStatsKey.journal(row.getJournal(), row.getGeneration()))
                .setInt(1, row.getPartition())
                .setLong(2, row.getSequence())
                .setLong(3, row.getMissing())
                .setLong(4, row.getRepeated())
                .setLong(6, EpochMicros.of(row.getCountedAt()));
        // zero is written as null, as in rows that are older than this column: a replay must find both equal
        return row.getRefused() == 0
                ? statement.build()
                : statement.setLong(5, row.getRefused()).build();
    }

    private static String period(StatsUnit unit, Instant start, int generation) {
        return VisitStatsKey.period(unit, LocalDate.ofInstant(start, ZoneOffset.UTC), generation);
    }

    private Map<String, Map<String, TupleValue>> dimensions(VisitTotals row) {
        Map<String, Map<String, TupleValue>> dimensions = new HashMap<>();
        row.getDimensions().forEach((name, values) -> {
            Map<String, TupleValue> counts = new HashMap<>();
            values.forEach((value, count) -> counts.put(value, pair(count)));
            dimensions.put(name, counts);
        });
        return dimensions;
    }

    private TupleValue pair(VisitCount count) {
        return pair.newValue().setLong(0, count.getHuman()).setLong(1, count.getBot());
    }
}
