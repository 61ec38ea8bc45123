package io.linklog.schemas.conditions;

import io.linklog.schemas.encoding.AddressText;
import org.jspecify.annotations.Nullable;

/** An address, a network such as {@code 10.0.0.0/8}, or a pattern such as {@code 11.22.*.*}. */
final class AddressRange {

    private final byte[] address;
    private final byte[] mask;

    private AddressRange(byte[] address, byte[] mask) {
        this.address = address;
        this.mask = mask;
    }

    static AddressRange read(String text) throws InvalidConditionException {
        AddressRange range = text.indexOf('*') >= 0 ? pattern(text) : network(text);
        if (range == null) {
            throw new InvalidConditionException("matchValue must be an address, a network or an IPv4 pattern, like"
                    + " 203.0.113.7, 2001:db8::/32 or 203.0.*.*");
        }
        return range;
    }

    /** @param other 4 or 16 bytes, or none */
    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int i = 0; i < address.length; i++) {
            if (((address[i] ^ other[i]) & mask[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable AddressRange pattern(String text) {
        byte[] address = AddressText.parse(text.replace('*', '0'));
        String[] parts = text.split("\\.", -1);
        if (address == null || address.length != parts.length) {
            return null;
        }
        byte[] mask = new byte[address.length];
        for (int i = 0; i < parts.length; i++) {
            boolean any = parts[i].equals("*");
            if (!any && parts[i].indexOf('*') >= 0) {
                return null;
            }
            mask[i] = (byte) (any ? 0 : 0xff);
        }
        return new AddressRange(address, mask);
    }

    private static @Nullable AddressRange network(String text) {
        int slash = text.indexOf('/');
        byte[] address = AddressText.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int bits = slash < 0 ? address.length * 8 : SmallNumber.read(text.substring(slash + 1), address.length * 8);
        if (bits < 0) {
            return null;
        }
        byte[] mask = new byte[address.length];
        for (int bit = 0; bit < bits; bit++) {
            mask[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return new AddressRange(address, mask);
    }
}
