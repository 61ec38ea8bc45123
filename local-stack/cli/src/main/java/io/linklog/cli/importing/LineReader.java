package io.linklog.cli.importing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a stream of bytes into lines of bounded length, knowing where each began. Not thread-safe. */
final class LineReader {

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int filled;
    private byte[] line = new byte[256];
    private int length;
    private long number;
    private long begin;
    private long end;
    private boolean tooLong;
    private boolean whole;

    /** @param longest bytes of a line that are kept; the rest of a longer one is dropped */
    LineReader(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        begin = end;
        length = 0;
        tooLong = false;
        whole = false;
        while (true) {
            if (at == filled && !fill()) {
                if (end == begin) {
                    return false;
                }
                break;
            }
            int from = at;
            while (at < filled && buffer[at] != '\n') {
                at++;
            }
            keep(from, at - from);
            end += at - from;
            if (at < filled) {
                at++;
                end++;
                whole = true;
                break;
            }
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        number++;
        return true;
    }

    private boolean fill() throws IOException {
        at = 0;
        try {
            filled = Math.max(0, in.read(buffer, 0, buffer.length));
        } catch (EOFException endsInTheMiddle) {
            filled = 0;
        }
        return filled > 0;
    }

    private void keep(int from, int count) {
        int kept = Math.min(count, longest - length);
        tooLong |= kept < count;
        if (length + kept > line.length) {
            line = Arrays.copyOf(line, Math.max(length + kept, Math.min(longest, line.length * 2)));
        }
        System.arraycopy(buffer, from, line, length, kept);
        length += kept;
    }

    /** The number of the line; the first is 1. */
    long number() {
        return number;
    }

    /** Bytes before the line. */
    long begin() {
        return begin;
    }

    /** Bytes before the next line. */
    long end() {
        return end;
    }

    /** Whether the line had an end: the last one may have been cut off. */
    boolean isWhole() {
        return whole;
    }

    boolean isTooLong() {
        return tooLong;
    }

    /** The line's bytes without its end. */
    byte[] bytes() {
        return Arrays.copyOf(line, length);
    }
}
