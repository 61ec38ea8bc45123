package io.linklog.command.batch;

import java.io.IOException;
import java.io.InputStream;

/** Splits a stream into lines. A line that is complete in the buffer is not copied. Confined to one thread. */
final class BatchLines {

    private final InputStream in;
    private final int longest;
    private final byte[] buffer;
    private int from;
    private int to;
    private int lineFrom;
    private int lineLength;
    private boolean tooLong;
    private boolean ended;
    private int number;

    /** @param longest maximum length of a line in bytes, without the line end */
    BatchLines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
        this.buffer = new byte[2 * longest + 2];
    }

    /**
     * Moves to the next line that is not blank. Blocks until there is one.
     *
     * @return false at the end of the stream
     */
    boolean next() throws IOException {
        do {
            if (!nextPhysical()) {
                return false;
            }
        } while (!tooLong && isBlank());
        return true;
    }

    private boolean nextPhysical() throws IOException {
        tooLong = false;
        int scanned = from;
        while (true) {
            for (; scanned < to; scanned++) {
                if (buffer[scanned] == '\n') {
                    take(scanned);
                    from = scanned + 1;
                    return true;
                }
            }
            if (ended) {
                boolean rest = tooLong || from < to;
                if (rest) {
                    take(to);
                    from = to;
                }
                return rest;
            }
            if (to - from > longest + 1) {
                tooLong = true; // its bytes are dropped as they arrive
                from = to;
            }
            scanned -= from;
            fill();
        }
    }

    /** Moves the remaining bytes to the front and reads more behind them. */
    private void fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int read = in.read(buffer, to, buffer.length - to);
        if (read < 0) {
            ended = true;
        } else {
            to += read;
        }
    }

    private void take(int end) {
        number++;
        lineFrom = from;
        lineLength = end - from;
        if (lineLength > 0 && buffer[end - 1] == '\r') {
            lineLength--;
        }
        tooLong |= lineLength > longest;
    }

    private boolean isBlank() {
        for (int i = lineFrom; i < lineFrom + lineLength; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** The number of the line. Blank lines count; the first line is 1. */
    int number() {
        return number;
    }

    /** Whether the line is longer than allowed. Its bytes are then not available. */
    boolean isTooLong() {
        return tooLong;
    }

    /** The buffer that holds the line's bytes until the next call of {@link #next()}. */
    byte[] bytes() {
        return buffer;
    }

    int from() {
        return lineFrom;
    }

    int length() {
        return lineLength;
    }
}
