package io.linklog.query.links;

import io.linklog.query.cassandra.Reading;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** The rows of one searched word in one month, read as they are needed. Confined to one walk. */
final class WordRows {

    // most words have few rows in a month
    private static final int FIRST_ROWS = 100;
    private static final int MORE_ROWS = 1_000;

    /** Reads rows from a place on. */
    @FunctionalInterface
    interface Read {
        CompletableFuture<SelectWords.Chunk> from(WordEntry place, int limit);
    }

    private final Read read;
    private final Deque<WordEntry> buffer = new ArrayDeque<>();
    private WordEntry end;
    private boolean isWhole;
    private int rows;

    private WordRows(Read read, WordEntry from) {
        this.read = read;
        this.end = from;
    }

    /** A whole word. */
    static CompletableFuture<WordRows> ofWord(
            SelectWords select, String tenant, long month, String word, WordEntry from, Reading reading) {
        return begin((place, limit) -> select.word(tenant, month, word, place, limit, reading), from);
    }

    /** Reads the first rows. */
    static CompletableFuture<WordRows> begin(Read read, WordEntry from) {
        return new WordRows(read, from).fill(from, FIRST_ROWS);
    }

    /** The beginning of a word. */
    static CompletableFuture<WordRows> ofPrefix(
            SelectWords select, String tenant, long month, String prefix, WordEntry from, Reading reading) {
        WordRows all = new WordRows((place, limit) -> select.stem(tenant, month, prefix, place, limit, reading), from);
        return select.prefix(tenant, month, prefix, from, reading).thenCompose(few -> {
            all.take(few);
            return few.isLast() ? CompletableFuture.completedFuture(all) : all.fill(from, FIRST_ROWS);
        });
    }

    private CompletableFuture<WordRows> fill(WordEntry from, int limit) {
        return read.from(from, limit).thenApply(chunk -> {
            take(chunk);
            return this;
        });
    }

    /** Reads on, from a place or from where it has stopped, whichever is later. */
    CompletableFuture<WordRows> readOn(WordEntry from) {
        return fill(WordEntry.later(from, end), MORE_ROWS);
    }

    private void take(SelectWords.Chunk chunk) {
        buffer.addAll(chunk.entries());
        end = chunk.end();
        isWhole = chunk.isLast();
        rows += chunk.rows();
    }

    /** The rows that are read and not passed. */
    Deque<WordEntry> buffer() {
        return buffer;
    }

    /** The place up to which all rows are known. */
    WordEntry end() {
        return end;
    }

    /** Whether the buffer has all rows that are left of the month. */
    boolean isWhole() {
        return isWhole;
    }

    /** How many rows were read in total. */
    int rows() {
        return rows;
    }

    /** Drops the entries before a place; returns the last one, or the other place if there is none. */
    WordEntry dropBefore(WordEntry place, WordEntry otherwise) {
        WordEntry dropped = otherwise;
        while (!buffer.isEmpty() && buffer.element().compareTo(place) < 0) {
            dropped = WordEntry.later(dropped, buffer.remove());
        }
        return dropped;
    }
}
