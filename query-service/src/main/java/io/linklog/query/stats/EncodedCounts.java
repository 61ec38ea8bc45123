package io.linklog.query.stats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads visits by value as Cassandra encodes them: a {@code map<text, tuple<bigint, bigint>>} of CQL's native protocol,
 * version 3 and later. It decodes in place: the driver's codecs allocate about seven objects for each value, and one
 * call may add up 300,000 values.
 */
final class EncodedCounts {

    /** Receives the visits of one value. */
    interface Each {
        void accept(String value, long human, long bot);
    }

    private EncodedCounts() {}

    /** @param map null for no map; its position and limit do not change */
    static void forEach(@Nullable ByteBuffer map, Each each) {
        if (map == null || !map.hasRemaining()) {
            return;
        }
        ByteBuffer in = map.duplicate();
        int size = in.getInt();
        for (int i = 0; i < size; i++) {
            byte[] text = new byte[in.getInt()];
            in.get(text);
            int length = in.getInt();
            int end = in.position() + length;
            each.accept(new String(text, StandardCharsets.UTF_8), number(in, end), number(in, end));
            in.position(end);
        }
    }

    /** The next field of a tuple; the protocol may omit fields at the end, and a negative length is null. */
    private static long number(ByteBuffer in, int end) {
        return in.position() < end && in.getInt() > 0 ? in.getLong() : 0;
    }
}
