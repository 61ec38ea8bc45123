package io.linklog.schemas.encoding;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses IP addresses. Never resolves a host name. */
public final class AddressText {

    // InetAddress must get no other text, because it would resolve a host name
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private AddressText() {}

    /** The 4 or 16 bytes of an address; null if the text is not an IP address. */
    public static byte @Nullable [] parse(String text) {
        byte[] ipv4 = parseIpv4(text); // without InetAddress, because every redirect calls this
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
