package io.linklog.cli.importing.formats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that should be UTF-8. */
final class Utf8 {

    private static final int LONGEST_SHOWN = 2_100;

    private Utf8() {}

    /**
     * The text without a byte order mark.
     *
     * @throws RefusedLineException when the bytes are not UTF-8
     */
    static String decode(byte[] bytes) throws RefusedLineException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
            throw new RefusedLineException("is not valid UTF-8");
        }
        return withoutMark(text);
    }

    /** The text for the report, whatever the bytes are; every legal URL stays whole. */
    static String shown(byte[] bytes) {
        String text =
                withoutMark(new String(bytes, 0, Math.min(bytes.length, 4 * LONGEST_SHOWN), StandardCharsets.UTF_8));
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
