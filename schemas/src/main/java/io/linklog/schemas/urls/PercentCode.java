package io.linklog.schemas.urls;

import java.nio.charset.StandardCharsets;

/** Percent-encoding of UTF-8, without the plus sign of forms. */
final class PercentCode {
    private PercentCode() {}

    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            int high = i + 2 < from.length && from[i] == '%' ? Character.digit(from[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(from[i + 2], 16);
            if (low < 0) {
                to[length++] = from[i];
            } else {
                to[length++] = (byte) (high << 4 | low);
                i += 2;
            }
        }
        return new String(to, 0, length, StandardCharsets.UTF_8);
    }
}
