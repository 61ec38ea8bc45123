package io.linklog.cli.importing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes that should be text. */
final class Utf8 {

    private Utf8() {}

    /** The text, without a byte order mark; empty when the bytes are no UTF-8. */
    static Optional<String> decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The text for people to recognise, whatever the bytes are; shortened. */
    static String shown(byte[] bytes) {
        return shortened(new String(bytes, 0, Math.min(bytes.length, 8_192), StandardCharsets.UTF_8));
    }

    /** At most 2,100 characters: every legal URL is whole. */
    static String shortened(String text) {
        return text.length() <= 2_100 ? text : text.substring(0, 2_100) + "…";
    }
}
