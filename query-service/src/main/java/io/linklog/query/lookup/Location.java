package io.linklog.query.lookup;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The text of a {@code Location} field. The result is always visible ASCII. */
public final class Location {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Location() {}

    /**
     * A target as a header field. Characters outside visible ASCII are percent-encoded as UTF-8, as browsers do it. No
     * line break can get into the response, even if the log had one.
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
     * A target with the visitor's query, not decoded: after the target's own query and before the fragment.
     *
     * @param target from {@link #header}
     * @param query without its question mark; not empty
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
