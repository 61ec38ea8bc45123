package io.linklog.kit.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses. Immutable.
 *
 * @param bits the length of the prefix
 * @param name what the block is for, for people
 */
record AddressNet(byte[] prefix, int bits, String name) {

    /**
     * Reads a block such as {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static AddressNet of(String text, String name) {
        int slash = text.indexOf('/');
        try {
            // a literal, so this asks no server
            byte[] prefix = InetAddress.getByName(text.substring(0, slash)).getAddress();
            return new AddressNet(prefix, Integer.parseInt(text.substring(slash + 1)), name);
        } catch (UnknownHostException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not a block of addresses: " + text, e);
        }
    }

    /** Whether an address of 4 or 16 bytes is in this block. */
    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if (((address[bit >> 3] ^ prefix[bit >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
