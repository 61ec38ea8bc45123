package io.linklog.bench.report;

/**
 * A figure to reach.
 *
 * @param ofRatio whether the bound is for the ratio to the reference; else for Linklog's own figure
 * @param atLeast whether more is better
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

    boolean reached(double own, double ratio) {
        double measured = ofRatio ? ratio : own;
        return atLeast ? measured >= bound : measured <= bound;
    }

    @Override
    public String toString() {
        String number = FigureReport.number(bound);
        return (ofRatio ? "ratio " : "") + (atLeast ? "≥ " : "≤ ") + number;
    }
}
