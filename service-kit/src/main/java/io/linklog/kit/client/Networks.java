package io.linklog.kit.client;

import io.linklog.schemas.encoding.AddressText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A list of addresses and networks. Immutable. */
public final class Networks {

    private static final String NONE = "none";

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

        String text() {
            try {
                return InetAddress.getByAddress(address).getHostAddress() + "/" + bits;
            } catch (UnknownHostException e) {
                throw new IllegalStateException("An address has 4 or 16 bytes", e);
            }
        }
    }

    private final List<Network> networks;

    private Networks(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * Parses addresses and networks, such as {@code 127.0.0.1,10.0.0.0/8}, or {@code none}.
     *
     * @throws IllegalArgumentException that names the invalid text
     */
    public static Networks parse(String text) {
        return text.equals(NONE) ? new Networks(List.of()) : of(List.of(text.split("\\s*,\\s*", -1)));
    }

    static Networks of(List<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            Network network = network(text);
            if (network == null) {
                throw new IllegalArgumentException(
                        "must be addresses and networks such as 127.0.0.1,10.0.0.0/8, or none, not " + text);
            }
            networks.add(network);
        }
        return new Networks(List.copyOf(networks));
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

    /** Whether it contains nothing. */
    public boolean isNone() {
        return networks.isEmpty();
    }

    /** The addresses and networks as HAProxy reads them, separated by spaces. */
    public String text() {
        return networks.stream().map(Network::text).collect(Collectors.joining(" "));
    }

    /** @param address 4 or 16 bytes */
    public boolean contains(byte[] address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
