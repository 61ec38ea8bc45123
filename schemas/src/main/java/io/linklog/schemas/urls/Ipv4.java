package io.linklog.schemas.urls;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 address in any spelling that clients read: one to four numbers, each decimal, octal ({@code 0177}) or
 * hexadecimal ({@code 0x7f}), the last one for all bytes that are left. The algorithms are the URL standard's (WHATWG,
 * "ends in a number checker" and "IPv4 parser").
 */
final class Ipv4 {

    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F]*|[0-9]+");
    private static final int BYTES = 4;
    private static final long NONE = -1;

    private Ipv4() {}

    /** Whether the last label is a number: then the host is an IPv4 address, or none at all. */
    static boolean isNumber(String host) {
        String text = withoutFinalDot(host);
        return NUMBER.matcher(text.substring(text.lastIndexOf('.') + 1)).matches();
    }

    /** The address as four decimal numbers; empty if the text is none. */
    static Optional<String> read(String host) {
        String[] parts = withoutFinalDot(host).split("\\.", -1);
        if (parts.length > BYTES) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            int bytes = i < parts.length - 1 ? 1 : BYTES - i;
            long number = number(parts[i]);
            if (number == NONE || number >= 1L << (8 * bytes)) {
                return Optional.empty();
            }
            address = address << (8 * bytes) | number;
        }
        return Optional.of(
                (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255));
    }

    private static String withoutFinalDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** The number, or {@link #NONE} if the part is none or has more than 32 bits. */
    private static long number(String part) {
        if (!NUMBER.matcher(part).matches()) {
            return NONE;
        }
        boolean hex = part.startsWith("0x") || part.startsWith("0X");
        boolean octal = !hex && part.length() > 1 && part.startsWith("0");
        String digits = hex ? "0" + part.substring(2) : part;
        try {
            BigInteger number = new BigInteger(digits, hex ? 16 : octal ? 8 : 10);
            return number.bitLength() > 8 * BYTES ? NONE : number.longValue();
        } catch (NumberFormatException e) {
            return NONE; // an 8 or 9 in an octal number
        }
    }
}
