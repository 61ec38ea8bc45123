package io.linklog.visits;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IP addresses as text. Asks no name server, whatever the text is. */
public final class AddressText {

    // nothing else may reach InetAddress: it would ask the DNS for anything that could be a name
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private AddressText() {}

    /** The 4 or 16 bytes of an address; null for what is none. */
    public static byte @Nullable [] parse(String text) {
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
