package io.linklog.schemas.encoding;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.IntPredicate;

/** Percent-encoding of UTF-8 (RFC 3986, 2.1), with capital letters. */
public final class PercentEncoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /**
     * Encodes a text. Returns the same object where nothing is to be encoded.
     *
     * @param plain the ASCII characters that stay; all others are encoded
     */
    public static String encode(String text, IntPredicate plain) {
        int begin = 0;
        while (begin < text.length() && isPlain(text.charAt(begin), plain)) {
            begin++;
        }
        if (begin == text.length()) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 32);
        encoded.append(text, 0, begin);
        text.substring(begin).codePoints().forEach(c -> {
            if (isPlain(c, plain)) {
                encoded.append((char) c);
            } else {
                for (byte part : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    HEX.toHexDigits(encoded.append('%'), part);
                }
            }
        });
        return encoded.toString();
    }

    private static boolean isPlain(int c, IntPredicate plain) {
        return c < 0x80 && plain.test(c);
    }
}
