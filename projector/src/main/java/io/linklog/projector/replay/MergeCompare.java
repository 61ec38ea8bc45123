package io.linklog.projector.replay;

import java.util.Comparator;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares two sorted streams of rows in constant memory.
 *
 * @param <R> a row, with {@code equals} over all its columns
 */
final class MergeCompare<R> {

    /** How many rows either side had. */
    record Count(long left, long right) {}

    private final Comparator<R> keyOrder;
    private final Consumer<R> difference;
    private final Consumer<Long> progress;

    /**
     * @param keyOrder the order of both streams; rows with equal keys are the same row, perhaps with other values
     * @param difference takes a row of each key that one side lacks or that has other values there
     * @param progress takes the number of keys compared so far
     */
    MergeCompare(Comparator<R> keyOrder, Consumer<R> difference, Consumer<Long> progress) {
        this.keyOrder = keyOrder;
        this.difference = difference;
        this.progress = progress;
    }

    /** @throws IllegalStateException for a stream that is not sorted, or has a key twice */
    Count compare(Iterator<R> left, Iterator<R> right) {
        long leftRows = 0;
        long rightRows = 0;
        long keys = 0;
        R l = next(left, null);
        R r = next(right, null);
        while (l != null || r != null) {
            int order = l == null ? 1 : r == null ? -1 : keyOrder.compare(l, r);
            if (order < 0) {
                difference.accept(l);
            } else if (order > 0) {
                difference.accept(r);
            } else if (!l.equals(r)) {
                difference.accept(l);
            }
            if (order <= 0) {
                leftRows++;
                l = next(left, l);
            }
            if (order >= 0) {
                rightRows++;
                r = next(right, r);
            }
            progress.accept(++keys);
        }
        return new Count(leftRows, rightRows);
    }

    private @Nullable R next(Iterator<R> rows, @Nullable R previous) {
        if (!rows.hasNext()) {
            return null;
        }
        R row = rows.next();
        if (previous != null && keyOrder.compare(previous, row) >= 0) {
            throw new IllegalStateException("Rows do not come in their order: " + previous + " before " + row);
        }
        return row;
    }
}
