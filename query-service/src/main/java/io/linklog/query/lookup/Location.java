package io.linklog.query.lookup;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The text of a {@code Location} field. What comes out is visible ASCII, whatever went in. */
public final class Location {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Location() {}

    /**
     * A target as a header field can carry it: as it is, but for what is no visible ASCII, which is percent-encoded as
     * UTF-8 (what every browser would do with it). So no line break can get into the response, even if one had got into
     * the log.
     */
    public static String header(String url) {
        int length = url.length();
        for (int i = 0; i < length; i++) {
            if (!isVisibleAscii(url.charAt(i))) {
                return encode(url);
            }
        }
        return url;
    }

    /**
     * A target with the visitor's query added: behind the target's own, before the fragment, as it came.
     *
     * @param target from {@link #header}
     * @param query without question mark, not empty
     */
    static String withQuery(String target, String query) {
        int fragment = target.indexOf('#');
        String base = fragment < 0 ? target : target.substring(0, fragment);
        String rest = fragment < 0 ? "" : target.substring(fragment);
        int question = base.indexOf('?');
        String separator;
        if (question < 0) {
            separator = "?";
        } else {
            separator = question == base.length() - 1 || base.endsWith("&") ? "" : "&";
        }
        return base + separator + header(query) + rest;
    }

    private static String encode(String url) {
        StringBuilder encoded = new StringBuilder(url.length() + 32);
        for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
            if (isVisibleAscii((char) (b & 0xff))) {
                encoded.append((char) b);
            } else {
                encoded.append('%');
                HEX.toHexDigits(encoded, b);
            }
        }
        return encoded.toString();
    }

    private static boolean isVisibleAscii(char c) {
        return c > ' ' && c < 0x7f;
    }
}
