package io.linklog.schemas.rules;

import java.util.regex.Pattern;

/**
 * URLs as people paste them. What surrounds a URL goes, if it is a blank or invisible; so do tabs and line breaks in
 * it, which the URL standard (WHATWG) drops before it reads a URL.
 */
public final class GivenUrl {

    /** Soft hyphen, joiners, marks of direction, byte order mark; no variation selector: an emoji may end in one. */
    private static final String WITHOUT_WIDTH =
            "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c"
                    + "\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff";

    private static final Pattern DROPPED = Pattern.compile("[\t\n\r]");

    private GivenUrl() {}

    /** The URL without what surrounds it. */
    public static String trimmed(String given) {
        int begin = 0;
        int end = given.length();
        while (begin < end && isOuter(given.charAt(begin))) {
            begin++;
        }
        while (end > begin && isOuter(given.charAt(end - 1))) {
            end--;
        }
        String inner = given.substring(begin, end);
        return DROPPED.matcher(inner).replaceAll("");
    }

    private static boolean isOuter(char c) {
        return Character.isSpaceChar(c) || Character.isISOControl(c) || WITHOUT_WIDTH.indexOf(c) >= 0;
    }
}
