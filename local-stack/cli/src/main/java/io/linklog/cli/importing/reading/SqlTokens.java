package io.linklog.cli.importing.reading;

import java.io.IOException;

/**
 * The words, signs and texts of MySQL's SQL. Comments are passed over. A statement may have any length: one token is in
 * memory. Not thread-safe.
 */
final class SqlTokens {

    /** Characters of a text that are kept, and one more. */
    static final int LONGEST = 1 << 16;

    private final Characters in;
    private final StringBuilder text = new StringBuilder();

    /** A token; a text in quotation marks is never a word or a sign. */
    record Token(String text, boolean quoted) {

        boolean isEnd() {
            return text.isEmpty() && !quoted;
        }

        boolean isWord() {
            return !quoted && !text.isEmpty();
        }

        boolean is(String word) {
            return !quoted && text.equalsIgnoreCase(word);
        }

        boolean isAny(String... words) {
            for (String word : words) {
                if (is(word)) {
                    return true;
                }
            }
            return false;
        }
    }

    SqlTokens(Characters in) {
        this.in = in;
    }

    /** The next token; one that is empty and not quoted is the end of the text. */
    Token next() throws IOException {
        int c = skipSpace();
        if (c < 0) {
            return new Token("", false);
        }
        if (c == '\'' || c == '"' || c == '`') {
            return new Token(quoted(c), true);
        }
        if (isWordPart(c)) {
            text.setLength(0);
            add(c);
            while (isWordPart(in.peek())) {
                add(in.read());
            }
            return new Token(text.toString(), false);
        }
        return new Token(String.valueOf((char) c), false);
    }

    /** Whether an opening bracket comes next. */
    boolean peekIsOpen() throws IOException {
        return peekIs('(');
    }

    boolean peekIs(char sign) throws IOException {
        while (in.peek() >= 0 && in.peek() <= ' ') {
            in.read();
        }
        return in.peek() == sign;
    }

    /** Moves behind the next semicolon that is not in a text. */
    void skipStatement() throws IOException {
        for (int c = skipSpace(); c >= 0 && c != ';'; c = skipSpace()) {
            if (c == '\'' || c == '"' || c == '`') {
                quoted(c);
            }
        }
    }

    private static boolean isWordPart(int c) {
        return c == '_' || c == '$' || c == '@' || c == '+' || c == '-' || Character.isLetterOrDigit(c);
    }

    /** The next character that is neither space nor comment. */
    private int skipSpace() throws IOException {
        int c = in.read();
        while (c >= 0) {
            if (c == '#' || c == '-' && in.peek() == '-') {
                while (c >= 0 && c != '\n') {
                    c = in.read();
                }
            } else if (c == '/' && in.peek() == '*') {
                in.read();
                c = in.read();
                while (c >= 0 && !(c == '*' && in.peek() == '/')) {
                    c = in.read();
                }
                in.read();
                c = in.read();
            } else if (c <= ' ') {
                c = in.read();
            } else {
                return c;
            }
        }
        return -1;
    }

    /** A text up to its closing mark: a doubled mark is the mark, and a backslash escapes except in names. */
    private String quoted(int mark) throws IOException {
        text.setLength(0);
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == mark) {
                if (in.peek() != mark) {
                    break;
                }
                add(in.read());
            } else if (c == '\\' && mark != '`') {
                int next = in.read();
                switch (next) {
                    case 'n' -> add('\n');
                    case 'r' -> add('\r');
                    case 't' -> add('\t');
                    case '0' -> add(0);
                    case 'b' -> add('\b');
                    case 'Z' -> add(0x1A);
                    // MySQL keeps the backslash before these, which only patterns use
                    case '%', '_' -> {
                        add('\\');
                        add(next);
                    }
                    default -> add(next);
                }
            } else {
                add(c);
            }
        }
        return text.toString();
    }

    private void add(int c) {
        if (c >= 0 && text.length() <= LONGEST) {
            text.append((char) c);
        }
    }
}
