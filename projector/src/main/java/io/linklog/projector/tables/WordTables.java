package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.linklog.kit.cassandra.Keyspace;
import java.util.List;

/**
 * The prepared statements for the words that links are found by, in one keyspace. All are idempotent: they write
 * absolute values with the write time of the event. Thread-safe.
 */
public final class WordTables {

    private static final String KEY = "tenant, stem, month, word, created_at, code";

    private final PreparedStatement word;
    private final PreparedStatement stem;
    private final PreparedStatement noWord;
    private final PreparedStatement month;
    private final PreparedStatement wordsOf;
    private final PreparedStatement selectWordsOf;
    private final PreparedStatement noWordsOf;

    /** Prepares the statements; blocks. The tables must exist. */
    public WordTables(CqlSession session, Keyspace keyspace) {
        String table = keyspace.name() + ".link_words";
        this.word = Statements.prepare(
                session, "INSERT INTO " + table + " (" + KEY + ") VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        this.stem = Statements.prepare(
                session,
                "INSERT INTO " + table + " (" + KEY + ", words) VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        this.noWord = Statements.prepare(
                session,
                "DELETE FROM " + table + " USING TIMESTAMP ?"
                        + " WHERE tenant = ? AND stem = ? AND month = ? AND word = ? AND created_at = ? AND code = ?");
        this.month = Statements.prepare(
                session,
                "INSERT INTO " + keyspace.name() + ".link_word_months (tenant, month) VALUES (?, ?) USING TIMESTAMP ?");
        String ofLinks = keyspace.name() + ".link_words_of";
        this.wordsOf = Statements.prepare(
                session, "INSERT INTO " + ofLinks + " (code, version, words) VALUES (?, ?, ?) USING TIMESTAMP ?");
        this.selectWordsOf = Statements.prepare(session, "SELECT words FROM " + ofLinks + " WHERE code = ?");
        this.noWordsOf = Statements.prepare(session, "DELETE FROM " + ofLinks + " USING TIMESTAMP ? WHERE code = ?");
    }

    BoundStatement word(WordPartition partition, String text, EventRows rows) {
        return word.bind(
                partition.tenant(),
                partition.stem(),
                partition.month(),
                text,
                rows.createdAt(),
                rows.name(),
                rows.writtenAt());
    }

    BoundStatement stem(WordPartition partition, List<String> words, EventRows rows) {
        return stem.bind(
                partition.tenant(),
                partition.stem(),
                partition.month(),
                partition.allWords(),
                rows.createdAt(),
                rows.name(),
                String.join(" ", words),
                rows.writtenAt());
    }

    BoundStatement noWord(WordPartition partition, String text, EventRows rows) {
        return noWord.bind(
                rows.writtenAt(),
                partition.tenant(),
                partition.stem(),
                partition.month(),
                text,
                rows.createdAt(),
                rows.name());
    }

    /** Inserts a month. Any write time will do: the row has only its key and is never deleted. */
    BoundStatement month(String tenant, long number, long writtenAt) {
        return month.bind(tenant, number, writtenAt);
    }

    /** Notes which words a version of a link has. */
    public BoundStatement wordsOf(EventRows rows, List<String> words) {
        return wordsOf.bind(rows.name(), rows.link().getVersion(), words, rows.writtenAt());
    }

    /** Reads the words of all versions of a link, a list for each. */
    public BoundStatement selectWordsOf(EventRows rows) {
        return selectWordsOf.bind(rows.name());
    }

    /** Erases the notes about a link. */
    public BoundStatement noWordsOf(EventRows rows) {
        return noWordsOf.bind(rows.writtenAt(), rows.name());
    }
}
