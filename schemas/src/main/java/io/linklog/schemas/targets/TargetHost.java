package io.linklog.schemas.targets;

import io.linklog.schemas.urls.InvalidUrlException;
import io.linklog.schemas.urls.WebUrl;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The host and the port that a client calls for a target, as {@link WebUrl} reads them. Two spellings of one host are
 * equal: own hosts and blocked hosts are compared with it. Immutable.
 *
 * @param name a name in lower case and ASCII ({@code xn--…}) without final dot, an IPv4 address as four decimal
 *     numbers, or an IPv6 address of eight groups in brackets. An IPv6 address that maps to IPv4 is that IPv4 address
 * @param port as written, else that of the scheme; or {@link #NO_PORT}
 */
public record TargetHost(String name, int port) {

    /** Where only the host matters. */
    public static final int NO_PORT = -1;

    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f]+(:[0-9a-f]+){7}]");
    private static final Pattern MAPPED = Pattern.compile("\\[0:0:0:0:0:ffff:([0-9a-f]+):([0-9a-f]+)]");

    /** Of a URL that is read. */
    public static TargetHost of(WebUrl url) {
        return new TargetHost(comparable(url.host()), url.port());
    }

    /** Of an http or https URL; empty if no client can open it. */
    public static Optional<TargetHost> ofUrl(String url) {
        try {
            return Optional.of(of(WebUrl.parse(url))).filter(host -> !host.name.isEmpty());
        } catch (InvalidUrlException e) {
            return Optional.empty();
        }
    }

    /** The names of hosts that commas separate; what is no host is left out. */
    public static Set<String> names(String list) {
        return Arrays.stream(list.split(",", -1))
                .flatMap(host -> ofUrl("http://" + host.strip()).stream())
                .map(TargetHost::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** One spelling for all spellings of a host without a port; empty if the text is no host. */
    public static String canonical(String host) {
        try {
            WebUrl url = WebUrl.parse("http://" + host);
            return url.writtenHost().equals(host) ? of(url).name : "";
        } catch (InvalidUrlException e) {
            return "";
        }
    }

    /** Without final dots, and IPv4 where an IPv6 address maps to it. */
    private static String comparable(String host) {
        var mapped = MAPPED.matcher(host);
        if (mapped.matches()) {
            int high = Integer.parseInt(mapped.group(1), 16);
            int low = Integer.parseInt(mapped.group(2), 16);
            return (high >> 8) + "." + (high & 255) + "." + (low >> 8) + "." + (low & 255);
        }
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) == '.') {
            end--;
        }
        return host.substring(0, end);
    }

    /**
     * Whether the host is the machine that asks: {@code localhost} and its subdomains, 127.0.0.0/8 and ::1. Not
     * 0.0.0.0, which is no destination (RFC 6890), and which people link to.
     */
    public boolean isLoopback() {
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[0:0:0:0:0:0:0:1]")
                || (name.startsWith("127.") && IPV4.matcher(name).matches());
    }

    /** Whether the host is an address, not a name. */
    public boolean isAddress() {
        return IPV6.matcher(name).matches() || IPV4.matcher(name).matches();
    }
}
