package io.linklog.kit.ratelimit;

import java.nio.ByteBuffer;

/**
 * What counts as one client: an IPv4 address, or a /64 of IPv6, because who has one address there has 2^64. An IPv4
 * address in the form of IPv6 is the IPv4 address.
 *
 * @param isIpv6 whether it is a /64
 * @param bits the address or the first half of it
 */
record ClientNetwork(boolean isIpv6, long bits) {

    private static final int MAPPED = 0xffff;

    /** @param address 4 or 16 bytes */
    static ClientNetwork of(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        if (address.length == Integer.BYTES) {
            return new ClientNetwork(false, bytes.getInt());
        }
        boolean mapped = bytes.getLong(0) == 0 && bytes.getInt(Long.BYTES) == MAPPED;
        return mapped
                ? new ClientNetwork(false, bytes.getInt(Long.BYTES + Integer.BYTES))
                : new ClientNetwork(true, bytes.getLong(0));
    }
}
