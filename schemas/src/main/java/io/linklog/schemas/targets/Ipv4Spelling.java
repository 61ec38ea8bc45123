package io.linklog.schemas.targets;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 address in any spelling that clients read: one to four numbers, each decimal, octal ({@code 0177}) or
 * hexadecimal ({@code 0x7f}), the last one for all bytes that are left. The algorithm is the URL standard's (WHATWG,
 * "IPv4 parser").
 */
final class Ipv4Spelling {

    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]*|[0-9]+");
    private static final int BYTES = 4;
    private static final long NONE = -1;

    private Ipv4Spelling() {}

    /**
     * The address as four decimal numbers; empty if the text is none.
     *
     * @param text in lower case, without final dot
     */
    static Optional<String> read(String text) {
        // most hosts are names, whose last label begins with a letter
        int last = text.lastIndexOf('.') + 1;
        if (last == text.length() || !Character.isDigit(text.charAt(last))) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.", -1);
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

    /** The number, or {@link #NONE} if the part is none or has more than 32 bits. */
    private static long number(String part) {
        if (!NUMBER.matcher(part).matches()) {
            return NONE;
        }
        boolean hex = part.startsWith("0x");
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
