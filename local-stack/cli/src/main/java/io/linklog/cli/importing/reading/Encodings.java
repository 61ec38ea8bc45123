package io.linklog.cli.importing.reading;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Finds the encoding of a text: by its byte order mark, by the zeros of UTF-16, else UTF-8. A text that is not valid
 * UTF-8 and has no letter that only UTF-8 explains is Windows-1252, which also reads Latin-1.
 */
public final class Encodings {

    /** Stands for bytes that are no character in the file's encoding. No text can have it (Unicode, noncharacters). */
    public static final char BROKEN = '\uFFFF';

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private long letters;
    private long errors;
    private int expected;

    private Encodings() {}

    /**
     * The encoding of a text by its first bytes.
     *
     * @param rest gives the other bytes, where UTF-8 and Windows-1252 must be told apart; is not closed
     */
    static Charset detect(byte[] head, InputStream rest) throws IOException {
        if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
            return StandardCharsets.UTF_8;
        }
        if (startsWith(head, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        if (startsWith(head, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        int even = 0;
        int odd = 0;
        for (int i = 0; i < head.length; i++) {
            if (head[i] == 0) {
                even += 1 - i % 2;
                odd += i % 2;
            }
        }
        // in a text of mostly ASCII letters, one byte of each two is zero
        if (Math.max(even, odd) > head.length / 4) {
            return odd > even ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        }
        Encodings found = new Encodings();
        found.count(head, head.length);
        byte[] buffer = new byte[1 << 16];
        for (int read = rest.read(buffer); read >= 0; read = rest.read(buffer)) {
            found.count(buffer, read);
        }
        return found.errors > 0 && found.letters == 0 ? WINDOWS : StandardCharsets.UTF_8;
    }

    /** Counts well-formed sequences of several bytes, and errors. */
    private void count(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            int b = bytes[i];
            if (expected == 0 && b >= 0) {
                continue;
            }
            boolean continues = (b & 0xC0) == 0x80;
            if (expected > 0 && continues) {
                expected--;
                letters += expected == 0 ? 1 : 0;
                continue;
            }
            errors += expected > 0 || continues ? 1 : 0;
            expected = (b & 0xE0) == 0xC0 ? 1 : (b & 0xF0) == 0xE0 ? 2 : (b & 0xF8) == 0xF0 ? 3 : 0;
            errors += b < 0 && !continues && expected == 0 ? 1 : 0;
        }
    }

    private static boolean startsWith(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (head.length <= i || (head[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Decodes a stream. What is no character becomes {@link #BROKEN}. */
    static Reader reader(InputStream in, Charset charset) {
        return new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .replaceWith(String.valueOf(BROKEN)));
    }
}
