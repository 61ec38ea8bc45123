package io.linklog.query.links;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A link in the rows of a word. The order is that of the rows: newest first, then by descending code. */
record WordEntry(long createdAtMicros, String code) implements Comparable<WordEntry> {

    /** Before all rows. */
    static final WordEntry START = new WordEntry(Long.MAX_VALUE, "");

    static WordEntry of(ListCursor cursor) {
        return new WordEntry(cursor.createdAtMicros(), cursor.code());
    }

    ListCursor cursor() {
        return new ListCursor(createdAtMicros, code);
    }

    @Override
    public int compareTo(WordEntry other) {
        int newer = Long.compare(other.createdAtMicros, createdAtMicros);
        return newer != 0 ? newer : Arrays.compareUnsigned(bytes(other.code), bytes(code)); // as Cassandra compares
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static WordEntry later(WordEntry one, WordEntry other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
