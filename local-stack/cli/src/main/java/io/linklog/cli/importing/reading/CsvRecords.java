package io.linklog.cli.importing.reading;

import io.linklog.cli.importing.reading.QuoteScan.State;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Takes a CSV text apart into records. A record that RFC 4180 cannot explain is tried again with backslashes that
 * escape quotation marks, and is then given in the notation of RFC 4180. Not thread-safe.
 */
final class CsvRecords {

    private final Characters in;
    private final char delimiter;
    /** Lines that were read to find the end of a record, and belong to later ones. */
    private final Deque<String> ahead = new ArrayDeque<>();

    private long line;
    private long nextLine;
    private String text = "";
    private boolean broken;
    private int columns;

    /** @param first a line that has been read already; null for none */
    CsvRecords(Characters in, char delimiter, @Nullable String first) throws IOException {
        this.in = in;
        this.delimiter = delimiter;
        this.nextLine = in.line() + 1;
        if (first != null) {
            ahead.add(first);
            nextLine--;
            next();
        }
    }

    /** Moves to the next record; false at the end. */
    boolean next() throws IOException {
        String first = readLine();
        if (first == null) {
            return false;
        }
        line = nextLine;
        broken = first.length() > CsvRows.LONGEST_RECORD;
        if (broken || first.indexOf('"') < 0) {
            take(first, 1);
            return true;
        }
        Attempt plain = new Attempt(first, false);
        boolean escaped = plain.text.indexOf("\\\"") >= 0;
        // a cell that ends in a backslash and a mark may end the line in the middle of the record
        boolean torn = escaped && plain.cells < columns;
        if (plain.state == State.WHOLE && !torn) {
            take(plain.text(), plain.lines);
            return true;
        }
        if (escaped) {
            plain.giveBack();
            Attempt other = new Attempt(first, true);
            if (other.state == State.WHOLE && (!torn || other.cells == columns)) {
                take(QuoteScan.withoutEscapes(other.text()), other.lines);
                return true;
            }
            other.giveBack();
            plain = new Attempt(first, false);
        }
        if (plain.state == State.STRAY || plain.state == State.WHOLE) {
            take(plain.text(), plain.lines);
            return true;
        }
        plain.giveBack();
        broken = true;
        take(first, 1);
        return true;
    }

    private void take(String record, int lines) {
        text = Characters.withoutEnd(record);
        nextLine = line + lines;
    }

    private @Nullable String readLine() throws IOException {
        return ahead.isEmpty() ? in.readLine(CsvRows.LONGEST_RECORD) : ahead.poll();
    }

    /** Says how many cells a record has. */
    void expect(int cells) {
        columns = cells;
    }

    /** The record, without its end. */
    String text() {
        return text;
    }

    /** Whether the record has no end: only its first line is given. */
    boolean isBroken() {
        return broken;
    }

    /** The line where the record begins; the first is 1. */
    long line() {
        return line;
    }

    /** One way to read a record, which may need more lines. */
    private final class Attempt {

        private final StringBuilder text;
        private final Deque<String> more = new ArrayDeque<>();
        private State state;
        private int lines = 1;
        private int cells;

        Attempt(String first, boolean escapes) throws IOException {
            text = new StringBuilder(first);
            QuoteScan scan = new QuoteScan(delimiter, escapes);
            state = scan.read(first);
            while (state == State.OPEN && text.length() <= CsvRows.LONGEST_RECORD) {
                String next = readLine();
                if (next == null) {
                    break;
                }
                more.add(next);
                text.append(next);
                lines++;
                state = scan.read(next);
            }
            cells = scan.cells();
        }

        String text() {
            return text.toString();
        }

        void giveBack() {
            while (!more.isEmpty()) {
                ahead.addFirst(more.pollLast());
            }
        }
    }
}
