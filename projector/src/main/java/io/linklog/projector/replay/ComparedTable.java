package io.linklog.projector.replay;

import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.projection.ProjectionTable;
import io.linklog.schemas.projection.ProjectionTables;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A table with the order in which a scan returns its rows: by token, then by the bytes of the partition key, then by
 * the clustering columns.
 *
 * @param order of each clustering column, by the bytes of its value
 */
record ComparedTable(ProjectionTable table, List<Comparator<ByteBuffer>> order) {

    /** All tables of a keyspace. */
    static final List<ComparedTable> ALL =
            ProjectionTables.tables().stream().map(ComparedTable::of).toList();

    /**
     * A row as bytes; two are equal if all their columns are. Write times are not columns.
     *
     * @param token of the partition
     * @param columns the key first, then the values; null where the row has no value
     */
    record Line(long token, List<ByteBuffer> columns) {}

    private static ComparedTable of(ProjectionTable table) {
        return new ComparedTable(
                table, table.clustering().stream().map(ComparedTable::order).toList());
    }

    private static Comparator<ByteBuffer> order(ProjectionTable.Clustering clustering) {
        Comparator<ByteBuffer> ascending =
                switch (clustering.type()) {
                    case "text" -> ComparedTable::compareUnsigned;
                    // a timestamp is signed milliseconds
                    case "bigint", "timestamp" -> Comparator.comparingLong(bytes -> bytes.getLong(0));
                    case "int" -> Comparator.comparingInt(bytes -> bytes.getInt(0));
                    default ->
                        throw new IllegalStateException("The order of type " + clustering.type()
                                + " is not known: column " + clustering.column());
                };
        return clustering.descending() ? ascending.reversed() : ascending;
    }

    String name() {
        return table.name();
    }

    /** The statement that reads the whole table in token order. A token is a bigint: the partitioner is Murmur3. */
    String scan(Keyspace keyspace) {
        List<String> columns = new ArrayList<>(table.keyColumns());
        columns.addAll(table.valueColumns());
        return "SELECT token(" + String.join(", ", table.partitionKey()) + "), " + String.join(", ", columns) + " FROM "
                + keyspace.name() + "." + name();
    }

    /** The statement that reads the row of a key. */
    String lookUp(Keyspace keyspace) {
        return scan(keyspace) + " WHERE " + String.join(" = ? AND ", table.keyColumns()) + " = ?";
    }

    Line line(Row row) {
        List<ByteBuffer> columns = new ArrayList<>(row.size() - 1);
        for (int i = 1; i < row.size(); i++) {
            columns.add(row.getBytesUnsafe(i));
        }
        return new Line(row.getLong(0), columns);
    }

    /** The columns of a line's key. */
    List<ByteBuffer> key(Line line) {
        return line.columns().subList(0, table.keyColumns().size());
    }

    Comparator<Line> keyOrder() {
        return this::compareKeys;
    }

    private int compareKeys(Line a, Line b) {
        int result = Long.compare(a.token(), b.token());
        int column = 0;
        for (; result == 0 && column < table.partitionKey().size(); column++) {
            result = compareComponents(a.columns().get(column), b.columns().get(column));
        }
        for (int i = 0; result == 0 && i < order.size(); i++, column++) {
            result = order.get(i).compare(a.columns().get(column), b.columns().get(column));
        }
        return result;
    }

    /** Partitions of one token are ordered by their keys' bytes; a component of a composite key follows its length. */
    private int compareComponents(ByteBuffer a, ByteBuffer b) {
        int byLength = table.partitionKey().size() == 1 ? 0 : Integer.compare(a.remaining(), b.remaining());
        return byLength != 0 ? byLength : compareUnsigned(a, b);
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
}
