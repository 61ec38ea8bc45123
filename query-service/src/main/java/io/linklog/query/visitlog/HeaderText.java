package io.linklog.query.visitlog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The text of a header field, whose bytes HTTP gives no meaning: UTF-8, as most programs send, else Latin-1, as HTTP
 * once said.
 */
final class HeaderText {

    private HeaderText() {}

    static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** The number of bytes to keep, at most {@code longest}, so that no character of UTF-8 is cut in two. */
    static int cut(byte[] bytes, int longest) {
        if (bytes.length <= longest) {
            return bytes.length;
        }
        int end = longest;
        // a character has at most three bytes that continue it
        while (end > longest - 4 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }
}
