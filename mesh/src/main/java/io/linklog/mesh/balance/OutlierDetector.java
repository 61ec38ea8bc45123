package io.linklog.mesh.balance;

import java.util.random.RandomGenerator;

/**
 * Outlier ejection of one instance: set aside after 5 failures in a row, or when less than 80 % of at least 5 requests
 * in 30 s succeeded (thresholds of Finagle's {@code FailureAccrualPolicy}). Ejected for 5 s, twice as long each further
 * time up to 300 s, plus a jitter of up to half of it below that limit, so that clients do not return together.
 *
 * <ul>
 *   <li>After its return the first failure ejects it again; the first success makes it an instance like others.
 *   <li>Each 30 s of good health take back one doubling.
 *   <li>5 successes in a row end an ejection early. An ejected instance is asked only in a panic: without this, those
 *       that recover last would stay away for minutes after an outage of all.
 * </ul>
 *
 * <p>Not thread-safe but for {@link #ejected}.
 */
final class OutlierDetector {

    private static final int FAILURES_IN_A_ROW = 5;
    private static final int SUCCESSES_TO_RETURN = 5;
    private static final double LEAST_SUCCESS_RATE = 0.8;
    private static final int LEAST_REQUESTS = 5;
    private static final long FIRST_EJECTION_NANOS = 5_000_000_000L;
    private static final long LONGEST_EJECTION_NANOS = 300_000_000_000L;
    private static final long FORGIVEN_PER_NANOS = 30_000_000_000L;
    private static final int MOST_DOUBLINGS = 6; // 5 s * 2^6 is beyond 300 s

    private final SuccessWindow window;
    private int failuresInARow;
    private int successesInARow;
    private long doublings;
    private boolean onProbation;

    /** When the last ejection ends; means something once {@code everEjected}. Written before it. */
    private volatile long until;

    private volatile boolean everEjected;

    OutlierDetector(long now) {
        this.window = new SuccessWindow(now);
    }

    boolean ejected(long now) {
        return everEjected && until - now > 0;
    }

    /** When the ejection ends, as {@link System#nanoTime} counts. */
    long until() {
        return until;
    }

    /** True when this success ended an ejection. */
    boolean succeeded(long now) {
        failuresInARow = 0;
        successesInARow++;
        if (ejected(now)) {
            if (successesInARow < SUCCESSES_TO_RETURN) {
                return false;
            }
            until = now;
            onProbation = false;
            return true;
        }
        onProbation = false;
        window.add(true, now);
        return false;
    }

    /** True when this failure ejected the instance. */
    boolean failed(long now, RandomGenerator random) {
        successesInARow = 0;
        if (ejected(now)) {
            return false; // sent before the ejection, or in a panic: says nothing new
        }
        failuresInARow++;
        window.add(false, now);
        boolean outlier = onProbation
                || failuresInARow >= FAILURES_IN_A_ROW
                || (window.total() >= LEAST_REQUESTS && window.successRate() < LEAST_SUCCESS_RATE);
        if (outlier) {
            eject(now, random);
        }
        return outlier;
    }

    private void eject(long now, RandomGenerator random) {
        if (everEjected) {
            long forgiven = (now - until) / FORGIVEN_PER_NANOS;
            doublings = Math.min(MOST_DOUBLINGS, Math.max(0, doublings + 1 - forgiven));
        }
        long base = FIRST_EJECTION_NANOS << doublings;
        until = now + Math.min(LONGEST_EJECTION_NANOS, base + random.nextLong(base / 2));
        everEjected = true;
        onProbation = true;
        failuresInARow = 0;
        window.clear();
    }
}
