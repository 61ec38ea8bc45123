package io.linklog.command.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.linklog.schemas.targets.TargetHost;
import io.linklog.schemas.urls.InvalidUrlException;
import io.linklog.schemas.urls.WebUrl;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Reads URLs as browsers do (WHATWG), and writes them as HTTP needs them: the host in its one spelling, the rest
 * percent-encoded. So the URL that is checked is the one that a visitor's browser would call.
 */
final class PageUrl {

    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*", Pattern.DOTALL);
    private static final String ALLOWED = "-._~!$&'()*+,;=:@/?";
    private static final String HEX = "0123456789ABCDEF";

    private PageUrl() {}

    /**
     * Reads an absolute URL.
     *
     * @throws IllegalArgumentException if it cannot be called
     */
    static URI of(String url) {
        WebUrl read = read(withSlashes(url));
        String authority = read.authority();
        int at = authority.lastIndexOf('@');
        String user = at < 0 ? "" : encode(authority.substring(0, at)) + "@";
        int port = read.port();
        String rest = read.text().substring(read.authorityBegin() + authority.length());
        int fragment = rest.indexOf('#');
        String path = fragment < 0 ? rest : rest.substring(0, fragment);
        URI called = URI.create((read.isHttps() ? "https://" : "http://")
                + user
                + TargetHost.of(read).name()
                + (port == (read.isHttps() ? 443 : 80) ? "" : ":" + port)
                + (path.startsWith("/") ? "" : "/")
                + encode(path));
        if (called.getHost() == null) {
            throw new IllegalArgumentException("has a host with other characters than letters, digits and hyphens");
        }
        return called;
    }

    private static WebUrl read(String url) {
        try {
            return WebUrl.parse(url);
        } catch (InvalidUrlException e) {
            throw new IllegalArgumentException("cannot be called: it " + e.mistake(), e);
        }
    }

    /**
     * Reads where a redirect leads.
     *
     * @param location as the header has it, one character a byte
     * @throws IllegalArgumentException if it cannot be called
     */
    static URI resolve(URI base, String location) {
        // servers write UTF-8 there, and browsers read it so
        String text = withSlashes(new String(location.getBytes(ISO_8859_1), UTF_8).strip());
        if (SCHEME.matcher(text).matches()) {
            return of(text);
        }
        if (text.startsWith("//")) {
            return of(base.getScheme() + ":" + text);
        }
        String origin = base.getScheme() + "://" + base.getRawAuthority();
        String path = base.getRawPath();
        if (text.startsWith("/")) {
            return of(origin + text);
        }
        return text.isEmpty() || text.startsWith("?") || text.startsWith("#")
                ? of(origin + path + text)
                : of(origin + path.substring(0, path.lastIndexOf('/') + 1) + text)
                        .normalize();
    }

    /** Before the query, a backslash is a slash. */
    private static String withSlashes(String url) {
        int end = 0;
        while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
            end++;
        }
        return url.substring(0, end).replace('\\', '/') + url.substring(end);
    }

    private static String encode(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            if (isPlain(b) || (b == '%' && isHex(bytes, i + 1) && isHex(bytes, i + 2))) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(int b) {
        return b < 0x80 && (Character.isLetterOrDigit(b) || ALLOWED.indexOf(b) >= 0);
    }

    private static boolean isHex(byte[] bytes, int at) {
        return at < bytes.length && Character.digit(bytes[at], 16) >= 0;
    }
}
