package io.linklog.cli.importing.reading;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** A buffered text that is read by characters or by lines. Not thread-safe. */
final class Characters {

    private final Reader in;
    private final char[] buffer = new char[1 << 16];
    private int at;
    private int limit;
    private char lineEnd;
    private long line;

    Characters(Reader in) throws IOException {
        this.in = in;
        fill();
        // old Macintosh files end a line with a carriage return alone
        String head = new String(buffer, 0, Math.max(0, limit));
        lineEnd = head.indexOf('\n') < 0 && head.indexOf('\r') >= 0 ? '\r' : '\n';
    }

    private boolean fill() throws IOException {
        at = 0;
        limit = in.read(buffer);
        return limit > 0;
    }

    /** The next character; -1 at the end. */
    int read() throws IOException {
        return at < limit || fill() ? buffer[at++] : -1;
    }

    /** The next character, which stays; -1 at the end. */
    int peek() throws IOException {
        return at < limit || fill() ? buffer[at] : -1;
    }

    /**
     * The next line with its end.
     *
     * @param longest characters; a longer line is cut to one more, and the rest of it is dropped
     * @return null at the end of the text
     */
    @Nullable
    String readLine(int longest) throws IOException {
        if (at >= limit && !fill()) {
            return null;
        }
        line++;
        StringBuilder gathered = null;
        while (true) {
            for (int i = at; i < limit; i++) {
                if (buffer[i] == lineEnd) {
                    String part = new String(buffer, at, i + 1 - at);
                    at = i + 1;
                    return gathered == null
                            ? cut(part, longest)
                            : cut(add(gathered, part, longest).toString(), longest);
                }
            }
            gathered =
                    add(gathered == null ? new StringBuilder() : gathered, new String(buffer, at, limit - at), longest);
            if (!fill()) {
                return cut(gathered.toString(), longest);
            }
        }
    }

    private static StringBuilder add(StringBuilder text, String part, int longest) {
        int room = longest + 3 - text.length();
        return room <= 0 ? text : text.append(part, 0, Math.min(room, part.length()));
    }

    private static String cut(String text, int longest) {
        return withoutEnd(text).length() <= longest ? text : text.substring(0, longest + 1);
    }

    static String withoutEnd(String line) {
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return end == line.length() ? line : line.substring(0, end);
    }

    /** The number of the line that was read last; the first is 1. */
    long line() {
        return line;
    }
}
