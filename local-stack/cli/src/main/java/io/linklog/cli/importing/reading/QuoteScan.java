package io.linklog.cli.importing.reading;

/**
 * Finds where a CSV record ends, by the quotation marks of RFC 4180, or with marks that a backslash escapes. Not
 * thread-safe.
 */
final class QuoteScan {

    /** What a text is, as far as it has been read. */
    enum State {
        /** The record may end here. */
        WHOLE,
        /** A quoted cell goes on in the next line. */
        OPEN,
        /** A quotation mark stands inside of a cell that is not quoted. */
        STRAY,
        /** Text follows a cell's closing mark. */
        BROKEN
    }

    private final char delimiter;
    private final boolean escapes;
    private boolean quoted;
    private boolean stray;
    private boolean broken;
    private boolean cellBegins = true;
    private int cells = 1;

    /** @param escapes whether a backslash before a quotation mark makes it a part of the cell */
    QuoteScan(char delimiter, boolean escapes) {
        this.delimiter = delimiter;
        this.escapes = escapes;
    }

    /** Reads on, to the end of a line. */
    State read(String line) {
        int length = Characters.withoutEnd(line).length();
        for (int i = 0; i < length && !broken; i++) {
            char c = line.charAt(i);
            if (quoted) {
                if (escapes && c == '\\' && i + 1 < length) {
                    i++;
                } else if (c == '"' && i + 1 < length && line.charAt(i + 1) == '"') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                    int next = i + 1;
                    while (next < length && line.charAt(next) == ' ' && delimiter != ' ') {
                        next++;
                    }
                    broken = next < length && line.charAt(next) != delimiter;
                }
            } else if (c == delimiter) {
                cellBegins = true;
                cells++;
            } else {
                quoted = c == '"' && cellBegins;
                stray |= c == '"' && !cellBegins;
                cellBegins = false;
            }
        }
        return broken ? State.BROKEN : quoted ? State.OPEN : stray ? State.STRAY : State.WHOLE;
    }

    /** The cells so far. */
    int cells() {
        return cells;
    }

    /** The text in the notation of RFC 4180: marks that a backslash escapes are doubled instead. */
    static String withoutEscapes(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (c == '\\' && next == '"') {
                plain.append("\"\"");
                i++;
            } else if (c == '\\' && next == '\\') {
                plain.append('\\');
                i++;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
