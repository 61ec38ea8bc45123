package io.linklog.schemas.targets;

import com.ibm.icu.text.IDNA;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The host and the port that a client calls for a target. Two spellings of one host are equal. The only parser of hosts
 * of targets: own hosts and blocked hosts are compared with what it returns. The rules are those of the URL standard
 * (WHATWG), but lenient: a host that no client can open keeps its spelling. Immutable.
 *
 * @param name a name in lower case and ASCII ({@code xn--…}) without final dot, an IPv4 address as four decimal
 *     numbers, or an IPv6 address of eight groups in brackets. An IPv6 address that maps to IPv4 is that IPv4 address
 * @param port as written, else that of the scheme; {@link #NO_PORT} if what is written is no number
 */
public record TargetHost(String name, int port) {

    /** The port of a target whose port is a placeholder. */
    public static final int NO_PORT = -1;

    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f]+(:[0-9a-f]+){7}]");
    private static final Pattern PORT = Pattern.compile("0*[0-9]{1,5}");

    /** {@code ß} stays {@code ß}, as browsers do it. No check of letters: a name that is not valid is judged, too. */
    private static final IDNA UTS_46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII);

    /** The host of an http or https URL; empty if it has none. */
    public static Optional<TargetHost> ofUrl(String url) {
        String authority = authority(url);
        // a browser takes the last @ for the end of the user name
        String address = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = address.lastIndexOf(':');
        boolean hasPort = colon > address.lastIndexOf(']');
        String name = canonical(hasPort ? address.substring(0, colon) : address);
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(new TargetHost(name, port(url, hasPort ? address.substring(colon + 1) : "")));
    }

    /** The names of hosts that commas separate; what is no host is left out. */
    public static Set<String> names(String list) {
        return Arrays.stream(list.split(",", -1))
                .flatMap(host -> ofUrl("http://" + host.strip()).stream())
                .map(TargetHost::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The text between {@code //} and the first of {@code / ? # \}. Browsers treat a backslash as a slash. */
    public static String authority(String url) {
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

    /** One spelling for all spellings of a host without a port; empty if there is nothing but dots. */
    public static String canonical(String host) {
        String decoded = PercentCode.decode(host);
        if (decoded.startsWith("[")) {
            return ipv6(decoded);
        }
        String name = ascii(decoded);
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == '.') {
            end--;
        }
        String trimmed = name.substring(0, end);
        return Ipv4Spelling.read(trimmed).orElse(trimmed);
    }

    /**
     * Whether the host is the machine that asks: {@code localhost} and its subdomains, 127.0.0.0/8 and ::1. Not
     * 0.0.0.0, which is no destination (RFC 6890), and which people link to.
     */
    public boolean isLoopback() {
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[0:0:0:0:0:0:0:1]")
                || (name.startsWith("127.") && Ipv4Spelling.read(name).isPresent());
    }

    /** Whether the host is an address, not a name. */
    public boolean isAddress() {
        return IPV6.matcher(name).matches() || Ipv4Spelling.read(name).isPresent();
    }

    private static int port(String url, String written) {
        if (written.isEmpty()) {
            return url.regionMatches(true, 0, "https:", 0, 6) ? 443 : 80;
        }
        return PORT.matcher(written).matches() ? Integer.parseInt(written) : NO_PORT;
    }

    private static String ascii(String host) {
        boolean isAscii = host.chars().allMatch(c -> c < 0x80);
        return isAscii
                ? host.toLowerCase(Locale.ROOT)
                : UTS_46.nameToASCII(host, new StringBuilder(), new IDNA.Info()).toString();
    }

    /** @param literal begins with a bracket */
    private static String ipv6(String literal) {
        int zone = literal.indexOf('%');
        String address = zone < 0 ? literal : literal.substring(0, zone) + "]";
        try {
            // in brackets the JDK takes literals only, so this asks no server
            InetAddress parsed = InetAddress.getByName(address);
            String text = parsed.getHostAddress();
            return parsed.getAddress().length == 4 ? text : "[" + text + "]";
        } catch (UnknownHostException e) {
            return literal.toLowerCase(Locale.ROOT);
        }
    }
}
