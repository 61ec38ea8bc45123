package io.linklog.bench.report;

import java.util.Arrays;

/** Measured values in one unit, which only the caller knows. Immutable. */
public final class Samples {

    private final double[] sorted;

    private Samples(double[] sorted) {
        this.sorted = sorted;
    }

    public static Samples of(double... values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return new Samples(copy);
    }

    int size() {
        return sorted.length;
    }

    /** The median; for an even number of values the mean of the two in the middle; NaN without values. */
    public double median() {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * The percentile by the nearest-rank method, which returns a measured value; NaN without values.
     *
     * @param share from 0 to 1
     */
    public double percentile(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
    }
}
