package io.linklog.query.links;

import io.linklog.query.cassandra.Reading;
import io.linklog.schemas.words.SearchWords;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the links of one month that have all words: goes through the rows of the words side by side, and from each
 * place jumps to the next that all of them can have. Rows of a word are read on only while no word has few rows left:
 * these are then the candidates, whatever the other words. Confined to one walk.
 */
final class MonthSearch {

    private final long month;
    private final List<WordRows> words;
    private WordEntry done;

    MonthSearch(long month, List<WordRows> words, WordEntry done) {
        this.month = month;
        this.words = words;
        this.done = done;
    }

    /** Reads the first rows of all words. */
    static CompletableFuture<MonthSearch> begin(
            SelectWords select, String tenant, long month, SearchWords wanted, WordEntry after, Reading reading) {
        List<CompletableFuture<WordRows>> reads = new ArrayList<>();
        wanted.whole().forEach(word -> reads.add(WordRows.ofWord(select, tenant, month, word, after, reading)));
        String prefix = wanted.prefix();
        if (prefix != null) {
            reads.add(WordRows.ofPrefix(select, tenant, month, prefix, after, reading));
        }
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenApply(all -> new MonthSearch(
                        month, reads.stream().map(CompletableFuture::join).toList(), after));
    }

    long month() {
        return month;
    }

    /** The place up to which no candidate is left. */
    WordEntry done() {
        return done;
    }

    /** How many rows were read. */
    int rows() {
        return words.stream().mapToInt(WordRows::rows).sum();
    }

    /** Whether there are no more candidates. */
    boolean isOver() {
        return words.stream().anyMatch(one -> one.isWhole() && one.buffer().isEmpty());
    }

    /** The next candidates, as far as rows are read; newest first. */
    List<WordEntry> candidates(int most) {
        List<WordEntry> found = new ArrayList<>();
        words.forEach(one -> done = one.dropBefore(done, done));
        words.forEach(one -> {
            if (!one.buffer().isEmpty() && one.buffer().element().equals(done)) {
                one.buffer().remove();
            }
        });
        while (found.size() < most && !isOver() && !mustReadOn()) {
            WordEntry place = WordEntry.START;
            for (WordRows one : words) {
                place = one.buffer().isEmpty()
                        ? place
                        : WordEntry.later(place, one.buffer().element());
            }
            boolean everywhere = true;
            for (WordRows one : words) {
                done = one.dropBefore(place, done);
                everywhere &= one.buffer().isEmpty()
                        ? !one.isWhole() // not known: the link tells
                        : one.buffer().element().equals(place);
            }
            if (everywhere && !mustReadOn()) {
                found.add(place);
                done = place;
                words.forEach(one -> one.buffer().poll());
            }
        }
        return found;
    }

    /** Whether rows of a word are used up, and no word is known to have few left. */
    private boolean mustReadOn() {
        return words.stream().anyMatch(one -> one.buffer().isEmpty() && !one.isWhole())
                && words.stream().noneMatch(WordRows::isWhole);
    }

    /** Reads on where rows are used up. Call it when there are no candidates and the month is not over. */
    CompletableFuture<MonthSearch> readOn() {
        WordEntry from = done;
        for (WordRows one : words) {
            from = one.buffer().isEmpty()
                    ? WordEntry.later(from, one.end())
                    : WordEntry.later(from, one.buffer().element());
        }
        List<CompletableFuture<WordRows>> reads = new ArrayList<>();
        for (WordRows one : words) {
            if (one.buffer().isEmpty() && !one.isWhole()) {
                done = WordEntry.later(done, one.end()); // all rows up to there are known, and none is left
                reads.add(one.readOn(from));
            }
        }
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenApply(all -> this);
    }
}
