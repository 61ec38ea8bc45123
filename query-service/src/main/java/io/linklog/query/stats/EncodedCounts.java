package io.linklog.query.stats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Visits by value as Cassandra sends them: a {@code map<text, tuple<bigint, bigint>>} of CQL's native protocol, version
 * 3 and later. They are read where they stand, since the driver's codecs make some seven objects of each value, and a
 * call can have to add up three hundred thousand.
 */
final class EncodedCounts {

    /** Takes the visits of one value. */
    interface Each {
        void accept(String value, long human, long bot);
    }

    private EncodedCounts() {}

    /** @param map null for a map that is not there; its position and limit are left alone */
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

    /** The next field of a tuple; fields at its end may be left out, and a negative length is a null. */
    private static long number(ByteBuffer in, int end) {
        return in.position() < end && in.getInt() > 0 ? in.getLong() : 0;
    }
}
