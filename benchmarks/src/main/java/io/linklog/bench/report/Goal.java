package io.linklog.bench.report;

/**
 * A bound for a figure.
 *
 * @param ofRatio true for a bound of the ratio to the reference, false for a bound of Linklog's own figure
 * @param atLeast true for a lower bound, false for an upper bound
 */
public record Goal(boolean ofRatio, boolean atLeast, double bound) {

    public static Goal ratioAtLeast(double bound) {
        return new Goal(true, true, bound);
    }

    public static Goal ratioAtMost(double bound) {
        return new Goal(true, false, bound);
    }

    public static Goal atLeast(double bound) {
        return new Goal(false, true, bound);
    }

    public static Goal atMost(double bound) {
        return new Goal(false, false, bound);
    }

    boolean isReached(double own, double ratio) {
        double measured = ofRatio ? ratio : own;
        return atLeast ? measured >= bound : measured <= bound;
    }

    @Override
    public String toString() {
        String number = FigureReport.number(bound);
        return (ofRatio ? "ratio " : "") + (atLeast ? "≥ " : "≤ ") + number;
    }
}
