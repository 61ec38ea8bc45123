package io.linklog.kit.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rule for the public internet. Pure and thread-safe. */
final class PublicOnly implements OutboundRule {

    /** Strict: no leading zeros, which some read as octal. */
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
    /**
     * A host that some program reads as a number: {@code 2130706433}, {@code 0x7f.1}, {@code 127.1}. By the rule of the
     * URL standard (WHATWG, "ends in a number"), its last label is one.
     */
    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)\\.?");

    @Override
    public Optional<String> refusal(URI url) {
        String scheme = url.getScheme();
        String host = url.getHost();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            return Optional.of("The URL must begin with https:// or http://");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("The URL must have no user and no password before the host");
        }
        if (host == null || host.isEmpty()) {
            return Optional.of("The URL must have a host, like https://example.org/hook");
        }
        if (url.getPort() != -1 && url.getPort() != 80 && url.getPort() != 443) {
            return Optional.of("The URL must have the port 80 or 443, or none");
        }
        return host.startsWith("[") ? literal(host) : NUMBER.matcher(host).matches() ? number(host) : Optional.empty();
    }

    private Optional<String> number(String host) {
        return IPV4.matcher(host).matches()
                ? literal(host)
                : Optional.of("The host reads like a number: write an IPv4 address as four decimal numbers");
    }

    private Optional<String> literal(String host) {
        if (host.indexOf('%') >= 0) {
            return Optional.of("The host must have no zone (%): use a public address or a name");
        }
        try {
            // a literal, so this asks no server
            return refusal(InetAddress.getByName(host))
                    .map(why -> "The address " + host + " cannot be reached from outside (" + why
                            + "): use a public address or a name");
        } catch (UnknownHostException e) {
            return Optional.of("The host is not a valid address");
        }
    }

    @Override
    public Optional<String> refusal(InetAddress address) {
        return PublicAddresses.refusal(address);
    }
}
