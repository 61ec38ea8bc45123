package io.linklog.cli.console;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The bytes of a key or value, decoded. */
sealed interface Decoded {

    /** Avro in Confluent's wire format. */
    record Avro(int schemaId, Schema schema, Object datum) implements Decoded {}

    /** UTF-8 without control characters other than line ends and tabs. */
    record Text(String text, @Nullable String problem) implements Decoded {}

    /** Anything else. */
    record Binary(byte[] bytes, @Nullable String problem) implements Decoded {
        String hex() {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
    }

    /**
     * Text where the bytes are readable as text, else binary.
     *
     * @param problem why bytes that begin like Avro cannot be decoded; null for other bytes
     */
    static Decoded raw(byte[] bytes, @Nullable String problem) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.chars().noneMatch(c -> Character.isISOControl(c) && "\n\r\t".indexOf(c) < 0)) {
                return new Text(text, problem);
            }
        } catch (CharacterCodingException notText) {
            // falls through to hexadecimal
        }
        return new Binary(bytes, problem);
    }
}
