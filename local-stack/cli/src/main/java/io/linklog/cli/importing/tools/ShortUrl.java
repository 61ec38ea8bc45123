package io.linklog.cli.importing.tools;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A short URL of another tool, with or without a scheme and its slashes.
 *
 * @param host in small letters, without a port
 * @param code the path, decoded
 */
record ShortUrl(String host, String code) {

    static ShortUrl of(String url) {
        int slashes = url.startsWith("//") ? 0 : url.indexOf("://") + 1;
        String rest = url.startsWith("//", slashes) ? url.substring(slashes + 2) : url;
        int end = rest.length();
        for (int i = 0; i < end; i++) {
            if (rest.charAt(i) == '?' || rest.charAt(i) == '#') {
                end = i;
            }
        }
        int slash = rest.indexOf('/');
        boolean path = slash >= 0 && slash < end;
        String code = path ? rest.substring(slash + 1, end) : "";
        String bare = code.endsWith("/") ? code.substring(0, code.length() - 1) : code;
        return new ShortUrl(host(rest.substring(0, path ? slash : end)), decoded(bare));
    }

    static String host(String authority) {
        return authority.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    }

    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }
}
