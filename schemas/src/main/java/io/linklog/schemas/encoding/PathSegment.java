package io.linklog.schemas.encoding;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** One segment of the path of a URL. */
public final class PathSegment {

    /** All other characters than letters and digits that RFC 3986 allows in a segment. */
    private static final String LEGAL = "-._~!$&'()*+,;=:@";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PathSegment() {}

    /** Percent-encodes what a segment cannot contain, in UTF-8. Returns the same object where there is nothing. */
    public static String encode(String text) {
        if (text.chars().allMatch(PathSegment::isLegal)) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() * 3);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isLegal(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static boolean isLegal(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c > 0 && LEGAL.indexOf(c) >= 0);
    }
}
