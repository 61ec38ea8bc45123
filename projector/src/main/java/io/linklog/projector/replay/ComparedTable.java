package io.linklog.projector.replay;

import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.cassandra.Keyspace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A table and the order in which a scan gives its rows: by token, then by the bytes of the partition key, then by the
 * clustering columns.
 *
 * @param partitionKey its columns
 * @param clustering its columns with their order
 * @param values all other columns
 */
record ComparedTable(String name, List<String> partitionKey, List<Clustering> clustering, List<String> values) {

    /** A clustering column. */
    record Clustering(String column, Comparator<ByteBuffer> order) {}

    private static final Comparator<ByteBuffer> TEXT = ComparedTable::compareUnsigned;
    private static final Comparator<ByteBuffer> BIGINT = Comparator.comparingLong(bytes -> bytes.getLong(0));
    private static final Comparator<ByteBuffer> INT = Comparator.comparingInt(bytes -> bytes.getInt(0));
    // milliseconds, signed
    private static final Comparator<ByteBuffer> TIMESTAMP = BIGINT;

    private static final List<String> STATE = List.of(
            "tenant",
            "state",
            "created_at",
            "edited_at",
            "long_url",
            "title",
            "tags",
            "valid_since",
            "valid_until",
            "max_visits",
            "redirect_status",
            "forward_query",
            "crawlable");

    /** All tables of a keyspace. */
    static final List<ComparedTable> ALL = List.of(
            new ComparedTable("links", List.of("code"), List.of(), with(STATE, "version")),
            new ComparedTable(
                    "link_history",
                    List.of("code"),
                    List.of(new Clustering("version", BIGINT)),
                    with(STATE, "change", "command_id")),
            new ComparedTable(
                    "link_list",
                    List.of("tenant", "list", "hour"),
                    List.of(new Clustering("created_at", BIGINT.reversed()), new Clustering("code", TEXT)),
                    List.of()),
            new ComparedTable(
                    "link_list_hours",
                    List.of("tenant", "list"),
                    List.of(new Clustering("hour", BIGINT.reversed())),
                    List.of()),
            new ComparedTable(
                    "visit_totals",
                    List.of("code", "unit", "period"),
                    List.of(new Clustering("start", TIMESTAMP.reversed()), new Clustering("shard", INT)),
                    List.of("human", "bot", "visitors", "dimensions")),
            new ComparedTable(
                    "visits_counted",
                    List.of("journal"),
                    List.of(new Clustering("partition", INT)),
                    List.of("sequence", "missing", "repeated", "refused")),
            new ComparedTable(
                    "visits",
                    List.of("code", "day"),
                    List.of(
                            new Clustering("at", TIMESTAMP.reversed()),
                            new Clustering("journal", TEXT),
                            new Clustering("partition", INT),
                            new Clustering("sequence", BIGINT.reversed())),
                    List.of(
                            "asked",
                            "kind",
                            "referrer",
                            "browser",
                            "os",
                            "device",
                            "bot",
                            "country",
                            "city",
                            "address",
                            "user_agent")));

    /**
     * One row as bytes: two are equal when all their columns are. Write times are no columns and do not count.
     *
     * @param token of the partition
     * @param columns those of the key first, then the values; null where the row has none
     */
    record Line(long token, List<ByteBuffer> columns) {}

    /** Reads the whole table in token order. Murmur3 is the partitioner, so a token is a bigint. */
    String scan(Keyspace keyspace) {
        return "SELECT token(" + String.join(", ", partitionKey) + "), " + String.join(", ", columns()) + " FROM "
                + keyspace.name() + "." + name;
    }

    /** Reads the row of a key. */
    String lookUp(Keyspace keyspace) {
        return scan(keyspace) + " WHERE " + String.join(" = ? AND ", keyColumns()) + " = ?";
    }

    Line line(Row row) {
        List<ByteBuffer> columns = new ArrayList<>(row.size() - 1);
        for (int i = 1; i < row.size(); i++) {
            columns.add(row.getBytesUnsafe(i));
        }
        return new Line(row.getLong(0), columns);
    }

    /** The key of a line, as its columns' bytes. */
    List<ByteBuffer> key(Line line) {
        return line.columns().subList(0, keyColumns().size());
    }

    Comparator<Line> keyOrder() {
        return this::compareKeys;
    }

    private int compareKeys(Line a, Line b) {
        int order = Long.compare(a.token(), b.token());
        int column = 0;
        for (; order == 0 && column < partitionKey.size(); column++) {
            order = compareComponents(a.columns().get(column), b.columns().get(column));
        }
        for (int i = 0; order == 0 && i < clustering.size(); i++, column++) {
            order = clustering
                    .get(i)
                    .order()
                    .compare(a.columns().get(column), b.columns().get(column));
        }
        return order;
    }

    /**
     * Partitions of one token lie in the order of their keys' bytes, in which each component has its length before it.
     */
    private int compareComponents(ByteBuffer a, ByteBuffer b) {
        int order = partitionKey.size() == 1 ? 0 : Integer.compare(a.remaining(), b.remaining());
        return order != 0 ? order : compareUnsigned(a, b);
    }

    private static int compareUnsigned(ByteBuffer a, ByteBuffer b) {
        int mismatch = a.mismatch(b);
        if (mismatch < 0) {
            return 0;
        }
        if (mismatch == Math.min(a.remaining(), b.remaining())) {
            return Integer.compare(a.remaining(), b.remaining());
        }
        return Byte.compareUnsigned(a.get(a.position() + mismatch), b.get(b.position() + mismatch));
    }

    List<String> keyColumns() {
        List<String> columns = new ArrayList<>(partitionKey);
        clustering.forEach(one -> columns.add(one.column()));
        return columns;
    }

    private List<String> columns() {
        List<String> columns = keyColumns();
        columns.addAll(values);
        return columns;
    }

    private static List<String> with(List<String> columns, String... more) {
        List<String> all = new ArrayList<>(columns);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }
}
