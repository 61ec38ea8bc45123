package io.linklog.schemas.rules;

/** URLs as people paste them. What surrounds a URL goes, if it is a blank or has no width. */
public final class GivenUrl {

    /**
     * The line break of C1, soft hyphen, joiners, marks of direction, byte order mark; no variation selector: an emoji
     * may end in one.
     */
    private static final String WITHOUT_WIDTH =
            "\u0085\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c"
                    + "\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff";

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
        return given.substring(begin, end);
    }

    private static boolean isOuter(char c) {
        return Character.isSpaceChar(c) || Character.isWhitespace(c) || WITHOUT_WIDTH.indexOf(c) >= 0;
    }
}
