package io.linklog.projector.replay;

import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.projection.ProjectionTables;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the log says about the rows of a list. They have only keys, so Cassandra tells neither their write time nor
 * their life; the link or the report that a row names does. Blocks. Thread-safe.
 */
interface ListedRows {

    /** Whether the log says that a row is not in its list. */
    boolean isStale(List<ByteBuffer> key);

    /** The write time of a row, in microseconds. A deletion with this time hides the row. */
    long writeTime(List<ByteBuffer> key);

    /** How long a row lives that is not stale; 0 for ever. */
    int secondsLeft(List<ByteBuffer> key);

    /**
     * Whether the rows are computed from the log by rules that change with a setting or a version, so that a row that
     * differs is stale.
     */
    default boolean isComputed() {
        return false;
    }

    /** Reads the row of a key; empty if there is none. */
    @FunctionalInterface
    interface Read extends Function<List<ByteBuffer>, Optional<Row>> {}

    /**
     * The rows of a table.
     *
     * @param fresh the keyspace that was built from the log
     * @param prepare makes the read of a row by its key
     */
    static ListedRows of(String table, Keyspace fresh, Function<String, Read> prepare) {
        return switch (table) {
            case "link_list" ->
                new OfLinks(prepare.apply("SELECT edited_at, tags FROM " + fresh.name() + ".links WHERE code = ?"));
            case "report_list" ->
                new OfReports(prepare.apply("SELECT reported_at, TTL(reported_at) FROM " + fresh.name()
                        + ".reports WHERE code = ? AND place = ? AND round = ?"));
            case "link_words", "link_words_of" ->
                new OfWords(
                        prepare.apply("SELECT edited_at FROM " + fresh.name() + ".links WHERE code = ?"),
                        ProjectionTables.table(table).keyColumns().indexOf("code"));
            default -> new Kept();
        };
    }

    /** {@code link_list}: an edit that removes a tag takes the link from the list of the tag. */
    record OfLinks(Read links) implements ListedRows {

        @Override
        public boolean isStale(List<ByteBuffer> key) {
            String list = StandardCharsets.UTF_8.decode(key.get(1).duplicate()).toString();
            return link(key)
                    .map(link -> link.getList("tags", String.class))
                    .filter(tags -> list.startsWith("tag:") && !tags.contains(list.substring("tag:".length())))
                    .isPresent();
        }

        @Override
        public long writeTime(List<ByteBuffer> key) {
            return link(key).map(link -> link.getLong(0)).orElse(1L);
        }

        @Override
        public int secondsLeft(List<ByteBuffer> key) {
            return 0;
        }

        private Optional<Row> link(List<ByteBuffer> key) {
            return links.apply(key.subList(key.size() - 1, key.size()));
        }
    }

    /**
     * {@code report_list}: a row stays when its report is deleted, or replaced by a later one of the same key. The log
     * forgets the earlier report when it is compacted.
     */
    record OfReports(Read reports) implements ListedRows {

        @Override
        public boolean isStale(List<ByteBuffer> key) {
            return report(key).isEmpty();
        }

        @Override
        public long writeTime(List<ByteBuffer> key) {
            return key.get(2).getLong(0);
        }

        @Override
        public int secondsLeft(List<ByteBuffer> key) {
            return report(key).map(report -> report.getInt(1)).orElse(1);
        }

        private Optional<Row> report(List<ByteBuffer> key) {
            return reports.apply(key.subList(3, key.size())).filter(report -> report.getLong(0) == writeTime(key));
        }
    }

    /**
     * {@code link_words} and {@code link_words_of}: they follow from the link and from the rules for words.
     *
     * @param code the place of the code in the key
     */
    record OfWords(Read links, int code) implements ListedRows {

        @Override
        public boolean isStale(List<ByteBuffer> key) {
            return false;
        }

        @Override
        public long writeTime(List<ByteBuffer> key) {
            // nothing is written for a purged link any more
            return links.apply(key.subList(code, code + 1))
                    .map(link -> link.getLong(0))
                    .orElseGet(() -> EpochMicros.of(Instant.now()));
        }

        @Override
        public int secondsLeft(List<ByteBuffer> key) {
            return 0;
        }

        @Override
        public boolean isComputed() {
            return true;
        }
    }

    /** Tables whose rows are never deleted, or have values. */
    record Kept() implements ListedRows {

        @Override
        public boolean isStale(List<ByteBuffer> key) {
            return false;
        }

        @Override
        public long writeTime(List<ByteBuffer> key) {
            return 1; // nothing hides it
        }

        @Override
        public int secondsLeft(List<ByteBuffer> key) {
            return 0;
        }
    }
}
