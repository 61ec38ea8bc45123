package io.linklog.query.links;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.query.cassandra.Reading;
import io.linklog.schemas.words.Stem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Reads which links have a word in a month, newest first. */
final class SelectWords {

    /** A prefix with more rows than this in a month is read from the rows of its stem, which are in order of time. */
    private static final int MOST_OF_A_PREFIX = 500;

    private static final int MOST_MONTHS = 2_000; // more than a century
    private static final String AFTER_ALL_WORDS = new String(Character.toChars(Character.MAX_CODE_POINT));

    /**
     * Some rows of a word.
     *
     * @param entries without repetition, newest first
     * @param end the last place that they cover
     * @param isLast whether the month has no later ones
     * @param rows how many rows were read
     */
    record Chunk(List<WordEntry> entries, WordEntry end, boolean isLast, int rows) {

        private static Chunk of(List<WordEntry> entries, WordEntry from, int limit) {
            WordEntry end = entries.isEmpty() ? from : entries.get(entries.size() - 1);
            return new Chunk(entries, end, entries.size() < limit, entries.size());
        }
    }

    private final KeyspaceSession session;
    private final PreparedStatement months;
    private final PreparedStatement word;
    private final PreparedStatement prefix;
    private final CassandraSpans.Operation selectMonths;
    private final CassandraSpans.Operation selectWords;

    /** Prepares the statements; waits for the server. */
    SelectWords(KeyspaceSession session) {
        this.session = session;
        this.selectMonths = session.select("link_word_months");
        this.selectWords = session.select("link_words");
        this.months = session.prepare(
                "SELECT month FROM " + session.table("link_word_months") + " WHERE tenant = ? AND month <= ? LIMIT ?");
        String select = "SELECT created_at, code, words FROM " + session.table("link_words")
                + " WHERE tenant = ? AND stem = ? AND month = ? AND ";
        this.word = session.prepare(select + "word = ? AND (created_at, code) <= (?, ?) LIMIT ?");
        this.prefix = session.prepare(select + "word >= ? AND word < ? LIMIT ?");
    }

    /** The months since 1970 in which a tenant has links, from one month backwards, latest first. */
    CompletableFuture<List<Long>> months(String tenant, long from, Reading reading) {
        return session.execute(months.bind(tenant, from, MOST_MONTHS).setPageSize(MOST_MONTHS), selectMonths, reading)
                .thenApply(rows -> {
                    List<Long> found = new ArrayList<>();
                    rows.currentPage().forEach(row -> found.add(row.getLong(0)));
                    return found;
                });
    }

    /** Links with a whole word, from a place on. */
    CompletableFuture<Chunk> word(String tenant, long month, String text, WordEntry from, int limit, Reading reading) {
        return rows(tenant, month, Stem.of(text), text, from, limit, reading)
                .thenApply(rows -> Chunk.of(entries(rows), from, limit));
    }

    /**
     * All links of a month with a word that begins so, if they are few. If they are many, {@link Chunk#isLast} is false
     * and there are no entries: read them by {@link #stem}.
     */
    CompletableFuture<Chunk> prefix(String tenant, long month, String text, WordEntry from, Reading reading) {
        int limit = MOST_OF_A_PREFIX + 1;
        BoundStatement statement = prefix.bind(tenant, Stem.of(text), month, text, text + AFTER_ALL_WORDS, limit)
                .setPageSize(limit);
        return rows(statement, reading)
                .thenApply(rows -> rows.size() == limit
                        ? new Chunk(List.of(), from, false, rows.size())
                        : new Chunk(List.copyOf(new TreeSet<>(entries(rows))), from, true, rows.size()));
    }

    /** Links with a word that begins so, from a place on. */
    CompletableFuture<Chunk> stem(String tenant, long month, String text, WordEntry from, int limit, Reading reading) {
        String stem = Stem.of(text);
        return rows(tenant, month, stem, Stem.allWords(stem), from, limit, reading)
                .thenApply(rows -> {
                    Chunk all = Chunk.of(entries(rows), from, limit);
                    rows.removeIf(row -> !hasPrefix(row.getString(2), text));
                    return new Chunk(entries(rows), all.end(), all.isLast(), all.rows());
                });
    }

    private CompletableFuture<List<Row>> rows(
            String tenant, long month, String stem, String text, WordEntry from, int limit, Reading reading) {
        BoundStatement statement = word.bind(tenant, stem, month, text, from.createdAtMicros(), from.code(), limit)
                .setPageSize(limit);
        return rows(statement, reading);
    }

    private CompletableFuture<List<Row>> rows(BoundStatement statement, Reading reading) {
        return session.execute(statement, selectWords, reading).thenApply(page -> {
            List<Row> rows = new ArrayList<>();
            page.currentPage().forEach(rows::add);
            return rows;
        });
    }

    private static List<WordEntry> entries(List<Row> rows) {
        List<WordEntry> entries = new ArrayList<>();
        rows.forEach(row -> entries.add(new WordEntry(row.getLong(0), row.getString(1))));
        return entries;
    }

    private static boolean hasPrefix(String words, String prefix) {
        return Arrays.stream(words.split(" ")).anyMatch(word -> word.startsWith(prefix));
    }
}
