package io.linklog.query.visits;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is believed when it says for whom it asks. {@code X-Forwarded-For} is read from its end, where the nearest proxy
 * wrote: as long as the one that wrote an address is trusted, the address counts; the first that is not trusted is the
 * visitor. What a visitor forges stands before that and is never reached. Thread-safe.
 */
final class TrustedProxies {

    /** A network in CIDR notation. */
    private record Network(byte[] address, int bits) {

        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
                if (((address[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    // nothing else may reach InetAddress: it would ask the DNS for anything that could be a name
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * Reads a list of addresses and networks like {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException naming the one that is none
     */
    static TrustedProxies of(List<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            Network network = network(text);
            if (network == null) {
                throw new IllegalArgumentException(
                        "must be addresses and networks like 127.0.0.1,10.0.0.0/8, not " + text);
            }
            networks.add(network);
        }
        return new TrustedProxies(List.copyOf(networks));
    }

    private static @Nullable Network network(String text) {
        int slash = text.indexOf('/');
        byte[] address = parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int whole = address.length * 8;
        try {
            int bits = slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1));
            return bits >= 0 && bits <= whole ? new Network(address, bits) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * The visitor's address.
     *
     * @param peer who is connected
     * @param forwardedFor the header's value; null for none
     */
    byte[] visitor(byte[] peer, @Nullable String forwardedFor) {
        byte[] nearest = peer;
        int end = forwardedFor == null ? 0 : forwardedFor.length();
        while (end > 0 && trusts(nearest)) {
            int begin = forwardedFor.lastIndexOf(',', end - 1) + 1;
            byte[] next = parse(forwardedFor.substring(begin, end).strip());
            if (next == null) {
                break;
            }
            nearest = next;
            end = begin - 1;
        }
        return nearest;
    }

    private boolean trusts(byte[] address) {
        for (Network network : networks) {
            if (network.holds(address)) {
                return true;
            }
        }
        return false;
    }

    private static byte @Nullable [] parse(String text) {
        byte[] ipv4 = parseIpv4(text); // by hand, because it is in the way of every redirect
        if (ipv4 != null) {
            return ipv4;
        }
        if (text.length() > 45 || !IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static byte @Nullable [] parseIpv4(String text) {
        byte[] address = new byte[4];
        int part = 0;
        int number = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && number >= 0 && part < 3) {
                address[part++] = (byte) number;
                number = -1;
            } else if (c >= '0' && c <= '9' && number < 26) {
                number = Math.max(number, 0) * 10 + c - '0';
            } else {
                return null;
            }
            if (number > 255) {
                return null;
            }
        }
        if (part != 3 || number < 0) {
            return null;
        }
        address[3] = (byte) number;
        return address;
    }
}
