package io.linklog.schemas.encoding;

/** One segment of the path of a URL. */
public final class PathSegment {

    /** All other characters than letters and digits that RFC 3986 allows in a segment. */
    private static final String LEGAL = "-._~!$&'()*+,;=:@";

    private PathSegment() {}

    /** Percent-encodes what a segment cannot contain, in UTF-8. Returns the same object where there is nothing. */
    public static String encode(String text) {
        return PercentEncoding.encode(text, PathSegment::isLegal);
    }

    private static boolean isLegal(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || LEGAL.indexOf(c) >= 0;
    }
}
