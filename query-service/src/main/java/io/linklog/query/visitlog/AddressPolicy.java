package io.linklog.query.visitlog;

import java.util.Arrays;

/** What is kept of a visitor's address. */
public enum AddressPolicy {
    /** The network: all but the last 8 bits of IPv4 or the last 80 bits of IPv6. */
    ANONYMOUS,
    /** The whole address. */
    FULL,
    /** Nothing; the visit then has no place. */
    NONE;

    private static final byte[] NOTHING = {};
    private static final int KEPT_BYTES_OF_IPV4 = 3;
    private static final int KEPT_BYTES_OF_IPV6 = 6;

    /** @param address 4 or 16 bytes; not changed */
    byte[] keep(byte[] address) {
        return switch (this) {
            case FULL -> address;
            case NONE -> NOTHING;
            case ANONYMOUS -> {
                byte[] network = address.clone();
                int kept = network.length == 4 ? KEPT_BYTES_OF_IPV4 : KEPT_BYTES_OF_IPV6;
                Arrays.fill(network, Math.min(kept, network.length), network.length, (byte) 0);
                yield network;
            }
        };
    }
}
