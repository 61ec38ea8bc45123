package io.linklog.cli.importing.formats;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A format in which each line of text stands for itself: one bad line refuses no other. */
abstract class TextLines implements LinkSource {

    /** Bytes of the largest request body that the service takes. */
    private static final int LONGEST_LINE = 64 * 1024;

    private final BufferedInputStream in;
    private long number;

    TextLines(BufferedInputStream in) {
        this.in = in;
    }

    /**
     * Reads one line.
     *
     * @param text without its end
     * @param shown the same for the report
     * @return null when the line is blank or a comment
     */
    abstract @Nullable SourceLine read(long number, String text, String shown) throws RefusedLineException;

    @Override
    public final @Nullable SourceLine next() throws IOException {
        for (byte[] bytes = nextLine(); bytes != null; bytes = nextLine()) {
            String shown = Utf8.shown(bytes);
            try {
                if (bytes.length > LONGEST_LINE) {
                    throw new RefusedLineException("has more than " + LONGEST_LINE + " bytes");
                }
                SourceLine line = read(number, Utf8.decode(bytes), shown);
                if (line != null) {
                    return line;
                }
            } catch (RefusedLineException e) {
                return SourceLine.refused(number, shown, e.reason());
            }
        }
        return null;
    }

    /** The bytes of the next line without its end; of a line that is too long, one byte more than is allowed. */
    private byte @Nullable [] nextLine() throws IOException {
        int next = in.read();
        if (next < 0) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() <= LONGEST_LINE) {
                line.write(next);
            }
        }
        byte[] bytes = line.toByteArray();
        boolean windows = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return windows ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }
}
