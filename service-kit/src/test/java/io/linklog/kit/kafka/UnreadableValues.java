package io.linklog.kit.kafka;

import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Values that no reader of a topic can decode. Confined to one thread, unless its random numbers are not. */
public final class UnreadableValues {

    /** About the longest that a broker takes: random bytes do not shrink. */
    public static final int LONGEST = 1_040_000;

    /** An id that no registry of a test has assigned, nor the thousand after it. */
    public static final int UNKNOWN_SCHEMA = 1_000_000;

    /** The number of kinds of {@link #value}. */
    public static final int KINDS = 9;

    private final Random random;

    public UnreadableValues(Random random) {
        this.random = random;
    }

    /**
     * A value of 0 bytes to {@link #LONGEST}, or null.
     *
     * @param kind any number from 0; after {@link #KINDS} the kinds begin again
     * @param knownSchema id of the topic's schema
     */
    public byte @Nullable [] value(int kind, int knownSchema) {
        return switch (kind % KINDS) {
            case 0 -> new byte[0];
            case 1 -> null;
            case 2 -> bytes(1 + random.nextInt(4));
            case 3 -> bytes(LONGEST);
            case 4 -> ofSchema(UNKNOWN_SCHEMA, bytes(random.nextInt(1_000)));
            case 5 -> ofSchema(knownSchema, new byte[0]);
            case 6 -> ofSchema(knownSchema, bytes(1 + random.nextInt(10_000)));
            // a text of two gigabytes
            case 7 -> ofSchema(knownSchema, new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f});
            // all members empty or zero
            default -> ofSchema(knownSchema, new byte[64]);
        };
    }

    /** Longer than a topic allows; the broker takes it, because it counts compressed bytes. */
    public static byte[] tooLong() {
        return new byte[4 * LONGEST];
    }

    /** Random bytes that do not begin as those of {@link #ofSchema} do. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (length > 0 && bytes[0] == 0) {
            bytes[0] = 1;
        }
        return bytes;
    }

    /** A value in Confluent's format. */
    public static byte[] ofSchema(int id, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) 0)
                .putInt(id)
                .put(body)
                .array();
    }
}
