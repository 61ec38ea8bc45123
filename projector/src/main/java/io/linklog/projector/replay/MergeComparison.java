package io.linklog.projector.replay;

import io.linklog.projector.commands.NotSwitchedException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares two sorted streams of rows in constant memory.
 *
 * @param <R> a row, with {@code equals} over all its columns
 */
final class MergeComparison<R> {

    /** The number of rows of each side. */
    record Count(long left, long right) {}

    /** Takes a row that differs. */
    @FunctionalInterface
    interface Difference<R> {
        void take(R row) throws InterruptedException, NotSwitchedException;
    }

    private final Comparator<R> keyOrder;
    private final Difference<R> difference;
    private final Consumer<Long> progress;

    /**
     * @param keyOrder the order of both streams; two rows with equal keys are the same row, maybe with different values
     * @param difference takes one row for each key that one side lacks, or that has different values
     * @param progress takes the number of compared keys
     */
    MergeComparison(Comparator<R> keyOrder, Difference<R> difference, Consumer<Long> progress) {
        this.keyOrder = keyOrder;
        this.difference = difference;
        this.progress = progress;
    }

    /**
     * Compares the streams to their ends.
     *
     * @throws IllegalStateException if a stream is not sorted, or has a key twice
     */
    Count compare(Iterator<R> left, Iterator<R> right) throws InterruptedException, NotSwitchedException {
        long leftRows = 0;
        long rightRows = 0;
        long keys = 0;
        R l = next(left, null);
        R r = next(right, null);
        while (l != null || r != null) {
            int order = l == null ? 1 : r == null ? -1 : keyOrder.compare(l, r);
            if (l != null && order <= 0) {
                if (!l.equals(r)) {
                    difference.take(l);
                }
                leftRows++;
                l = next(left, l);
            }
            if (r != null && order >= 0) {
                if (order > 0) {
                    difference.take(r);
                }
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
            throw new IllegalStateException("Rows are out of order: " + previous + " before " + row);
        }
        return row;
    }
}
