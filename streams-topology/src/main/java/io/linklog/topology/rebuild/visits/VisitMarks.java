package io.linklog.topology.rebuild.visits;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How far both stores of a partition reflect {@code visits}: the offset of the next visit to count. Null for a store
 * without a mark.
 */
public record VisitMarks(@Nullable Long totals, @Nullable Long journals) {

    boolean areMissing() {
        return totals == null && journals == null;
    }

    /** The mark that both stores have; null when they differ. */
    @Nullable
    Long common() {
        return totals != null && totals.equals(journals) ? totals : null;
    }

    /** The offset after the latest visit that any store reflects; 0 for none. */
    long next() {
        return Math.max(totals == null ? 0 : totals, journals == null ? 0 : journals);
    }

    /** The value to store. */
    public static byte[] toBytes(long next) {
        return Long.toString(next).getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads what {@link #toBytes} wrote; null when nothing was stored. */
    public static @Nullable Long parse(byte @Nullable [] bytes) {
        return bytes == null ? null : (Long) Long.parseLong(new String(bytes, StandardCharsets.US_ASCII));
    }
}
