package io.linklog.schemas.words;

import com.google.common.net.InternetDomainName;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.util.ICUInputTooLongException;
import io.linklog.schemas.targets.TargetHost;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a URL: the labels of its host without the suffix of a registry (co.uk, as the list of publicsuffix.org
 * has it; github.io tells something), and the words of path and query. Lenient: a text that is no URL has words, too.
 */
final class UrlWords {

    private static final IDNA UNICODE = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_UNICODE);

    private UrlWords() {}

    /** The words of the host; empty for a URL without {@code ://}. */
    static List<String> ofHost(String url) {
        String authority = authority(url);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int port = host.lastIndexOf(':');
        String name = TargetHost.canonical(port > host.lastIndexOf(']') ? host.substring(0, port) : host);
        String suffix = registrySuffix(name);
        return WordSplitter.split(unicode(suffix == null ? name : name.substring(0, name.length() - suffix.length())));
    }

    /** The words of path and query. */
    static List<String> ofPathAndQuery(String url) {
        int begin = url.indexOf("://");
        int from = begin < 0 ? url.indexOf(':') + 1 : begin + 3 + authority(url).length();
        int fragment = url.indexOf('#', from);
        return WordSplitter.split(decode(url.substring(from, fragment < 0 ? url.length() : fragment)));
    }

    /** The text between {@code ://} and the path; lenient, because a link may be older than the rules for targets. */
    private static String authority(String url) {
        int begin = url.indexOf("://");
        if (begin < 0) {
            return "";
        }
        int end = begin + 3;
        while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return url.substring(begin + 3, end);
    }

    /** The suffix of a host in ASCII that a registry has; null if it has none that the list knows. */
    static @Nullable String registrySuffix(String host) {
        if (!InternetDomainName.isValid(host)) {
            return null;
        }
        InternetDomainName suffix = InternetDomainName.from(host).registrySuffix();
        return suffix == null ? null : suffix.toString();
    }

    private static String unicode(String host) {
        if (!host.contains("xn--")) {
            return host;
        }
        try {
            return UNICODE.nameToUnicode(host, new StringBuilder(), new IDNA.Info())
                    .toString();
        } catch (ICUInputTooLongException e) {
            return host; // ICU writes longer labels than it reads
        }
    }

    private static String decode(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split("[+]", -1)) {
            parts.add(decodePart(part));
        }
        return String.join(" ", parts);
    }

    private static String decodePart(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part; // a % that encodes nothing: the letters around it are words
        }
    }
}
