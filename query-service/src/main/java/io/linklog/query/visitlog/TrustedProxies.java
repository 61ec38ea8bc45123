package io.linklog.query.visitlog;

import io.linklog.schemas.encoding.AddressText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose {@code X-Forwarded-For} is believed. The header is read from its end, where the nearest proxy
 * wrote. Each address counts as long as the proxy that wrote it is trusted; the first address that is not a trusted
 * proxy is the visitor. Forged addresses stand before it and are never read. Thread-safe.
 */
final class TrustedProxies {

    /** A network in CIDR notation. */
    private record Network(byte[] address, int bits) {

        boolean contains(byte[] other) {
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

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * Parses addresses and networks such as {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException that names the invalid text
     */
    static TrustedProxies of(List<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            Network network = network(text);
            if (network == null) {
                throw new IllegalArgumentException(
                        "must be addresses and networks such as 127.0.0.1,10.0.0.0/8, not " + text);
            }
            networks.add(network);
        }
        return new TrustedProxies(List.copyOf(networks));
    }

    private static @Nullable Network network(String text) {
        int slash = text.indexOf('/');
        byte[] address = AddressText.parse(slash < 0 ? text : text.substring(0, slash));
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
     * @param peer the address of the connection
     * @param forwardedFor the header's value; null for none
     */
    byte[] visitor(byte[] peer, @Nullable String forwardedFor) {
        byte[] nearest = peer;
        if (forwardedFor == null) {
            return nearest;
        }
        int end = forwardedFor.length();
        while (end > 0 && trusts(nearest)) {
            int begin = forwardedFor.lastIndexOf(',', end - 1) + 1;
            byte[] next = AddressText.parse(forwardedFor.substring(begin, end).strip());
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
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
