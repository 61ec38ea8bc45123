package io.linklog.projector.tables;

import io.linklog.schemas.words.Stem;
import io.linklog.schemas.words.WordMonth;

/**
 * A partition of the table {@code link_words}.
 *
 * @param stem the first letters of its words
 * @param month spans of 30 days since 1970
 */
record WordPartition(String tenant, String stem, long month) {

    /** Where the row of a word lies. */
    static WordPartition of(String word, EventRows rows) {
        return new WordPartition(rows.link().getTenant(), Stem.of(word), WordMonth.of(rows.createdAt()));
    }

    /** What the column {@code word} has in the rows of all words with this stem. */
    String allWords() {
        return Stem.allWords(stem);
    }
}
