package io.linklog.schemas.urls;

import io.linklog.schemas.encoding.PercentEncoding;

/**
 * A target as it is sent in a {@code Location} field: as given, but the host in ASCII, and percent-encoded what common
 * clients refuse to read or would read differently. What is encoded stays, and no dot segment or port is dropped. The
 * result is always visible ASCII: no line break can get into an answer, even if the log had one.
 */
public final class Location {

    /** The longest with a visitor's query, in characters: the buffers of the edge and of the service hold it. */
    public static final int LONGEST = 16 * 1024;

    private static final String ENCODED = "\"<>\\^`{|}";

    private Location() {}

    /** The sent form of a target. It reads the whole URL: make it once for a link, not for each visit. */
    public static String of(String target) {
        try {
            return of(WebUrl.parse(target));
        } catch (InvalidUrlException e) {
            return encode(target); // a link from before this rule: as near to the given form as a field can hold
        }
    }

    /** As {@link #of(String)}, of a URL that is read already. */
    public static String of(WebUrl url) {
        int rest = url.authorityBegin() + url.authority().length();
        int host = rest - url.authority().length() + url.authority().lastIndexOf('@') + 1;
        String sentHost = url.isHostSentAsWritten() ? url.writtenHost() : url.host();
        String begin = url.text().substring(0, host);
        String port = url.text().substring(host + url.writtenHost().length(), rest);
        // a backslash before the query is read as a slash; only older links have one
        int query = url.queryBegin();
        String path = url.text().substring(rest, query).replace('\\', '/');
        return encode(begin) + sentHost + port + encode(path + url.text().substring(query));
    }

    /**
     * A target with the visitor's query, not decoded: after the target's own query and before the fragment.
     *
     * @param location from {@link #of}
     * @param query without its question mark; not empty
     */
    public static String withQuery(String location, String query) {
        int fragment = location.indexOf('#');
        String base = fragment < 0 ? location : location.substring(0, fragment);
        String rest = fragment < 0 ? "" : location.substring(fragment);
        int question = base.indexOf('?');
        String separator;
        if (question < 0) {
            separator = "?";
        } else {
            separator = question == base.length() - 1 || base.endsWith("&") ? "" : "&";
        }
        return base + separator + encode(query) + rest;
    }

    private static String encode(String text) {
        return PercentEncoding.encode(text, Location::isPlain);
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c < 0x7f && ENCODED.indexOf(c) < 0;
    }
}
