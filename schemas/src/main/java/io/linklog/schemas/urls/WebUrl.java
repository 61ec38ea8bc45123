package io.linklog.schemas.urls;

import java.util.regex.Pattern;

/**
 * An http or https URL, read as browsers read it: the algorithm is the "basic URL parser" of the URL standard (WHATWG),
 * for these two schemes and without a base. It judges a URL and finds its parts; it never rewrites one. Immutable.
 *
 * @param text what was read, without what the standard drops first: blanks and controls around it, tabs and line breaks
 *     in it
 * @param isHttps the scheme
 * @param authority of the text, with user and port; it begins at {@code authorityBegin}
 * @param hasUser whether an {@code @} ends a user name, be it empty
 * @param writtenHost of the text
 * @param host what it means: a name in lower case and ASCII ({@code xn--…}), an IPv4 address as four decimal numbers,
 *     or an IPv6 address of eight groups in brackets
 * @param port as written, else that of the scheme
 */
public record WebUrl(
        String text,
        boolean isHttps,
        int authorityBegin,
        String authority,
        boolean hasUser,
        String writtenHost,
        String host,
        int port) {

    private static final Pattern DROPPED = Pattern.compile("[\t\n\r]");
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads a URL.
     *
     * @throws InvalidUrlException if the standard says failure: no client opens it
     */
    public static WebUrl parse(String given) throws InvalidUrlException {
        String text = withoutDropped(given);
        boolean isHttps = text.regionMatches(true, 0, "https:", 0, 6);
        if (!isHttps && !text.regionMatches(true, 0, "http:", 0, 5)) {
            throw new InvalidUrlException("must begin with http:// or https://");
        }
        int begin = isHttps ? 6 : 5;
        while (begin < text.length() && isSlash(text.charAt(begin))) {
            begin++;
        }
        String authority = text.substring(begin, endOfAuthority(text, begin));
        int at = authority.lastIndexOf('@');
        String address = authority.substring(at + 1);
        int colon = colonOfPort(address);
        String writtenHost = colon < 0 ? address : address.substring(0, colon);
        if (writtenHost.isEmpty()) {
            throw new InvalidUrlException("must name a host, like https://example.org/path");
        }
        String host = HostParser.parse(writtenHost);
        String port = colon < 0 ? "" : address.substring(colon + 1);
        return new WebUrl(
                text,
                isHttps,
                begin,
                authority,
                at >= 0,
                writtenHost,
                host,
                port.isEmpty() ? defaultPort(isHttps) : port(port));
    }

    /** Where the query or the fragment begins in the text: the first question mark or number sign, else the end. */
    public int queryBegin() {
        int begin = 0;
        while (begin < text.length() && text.charAt(begin) != '?' && text.charAt(begin) != '#') {
            begin++;
        }
        return begin;
    }

    /** Whether all clients read the host as it is written: it is in ASCII, and nothing in it is encoded. */
    public boolean isHostSentAsWritten() {
        return writtenHost.chars().allMatch(c -> c < 0x80 && c != '%');
    }

    /** Whether a backslash stands where browsers read it as a slash. */
    public boolean hasBackslash() {
        int backslash = text.indexOf('\\');
        return backslash >= 0 && backslash < queryBegin();
    }

    /** The port of a scheme where none is written. */
    private static int defaultPort(boolean isHttps) {
        return isHttps ? 443 : 80;
    }

    private static String withoutDropped(String given) {
        int begin = 0;
        int end = given.length();
        while (begin < end && given.charAt(begin) <= ' ') {
            begin++;
        }
        while (end > begin && given.charAt(end - 1) <= ' ') {
            end--;
        }
        return DROPPED.matcher(given.substring(begin, end)).replaceAll("");
    }

    private static int endOfAuthority(String text, int begin) {
        int end = begin;
        while (end < text.length()
                && !isSlash(text.charAt(end))
                && text.charAt(end) != '?'
                && text.charAt(end) != '#') {
            end++;
        }
        return end;
    }

    /** A backslash is a slash before the query. */
    private static boolean isSlash(char c) {
        return c == '/' || c == '\\';
    }

    /** The first colon outside brackets; -1 for none. */
    private static int colonOfPort(String address) {
        boolean inBrackets = false;
        for (int i = 0; i < address.length(); i++) {
            switch (address.charAt(i)) {
                case '[' -> inBrackets = true;
                case ']' -> inBrackets = false;
                case ':' -> {
                    if (!inBrackets) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    private static int port(String written) throws InvalidUrlException {
        int port = 0;
        for (int i = 0; i < written.length(); i++) {
            int digit = written.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new InvalidUrlException("must have a number as its port, or no port");
            }
            port = 10 * port + digit;
            if (port > HIGHEST_PORT) {
                throw new InvalidUrlException("must have a port of at most 65535, or none");
            }
        }
        return port;
    }
}
