package io.linklog.mesh.balance;

import java.util.random.RandomGenerator;

/**
 * Outlier ejection of one instance. It is ejected after 5 failures in a row, or if less than 80 % of at least 5
 * requests in 30 s succeed (the thresholds of Finagle's {@code FailureAccrualPolicy}). The first ejection lasts 5 s,
 * each further one twice as long, up to 300 s. A jitter of up to half of the time, within that limit, keeps clients
 * from returning together.
 *
 * <ul>
 *   <li>After the ejection, the first failure ejects the instance again, and the first success ends this probation.
 *   <li>Each 30 s of good health undo one doubling.
 *   <li>5 successes in a row end an ejection early. An ejected instance gets requests only in a panic. Without this
 *       rule, the instances that recover last would stay ejected for minutes after an outage of all instances.
 * </ul>
 *
 * <p>Not thread-safe, except {@link #isEjected}.
 */
final class OutlierDetector {

    private static final int FAILURES_IN_A_ROW = 5;
    private static final int SUCCESSES_TO_RETURN = 5;
    private static final double MIN_SUCCESS_RATE = 0.8;
    private static final int MIN_REQUESTS = 5;
    private static final long FIRST_EJECTION_NANOS = 5_000_000_000L;
    private static final long MAX_EJECTION_NANOS = 300_000_000_000L;
    private static final long FORGIVE_AFTER_NANOS = 30_000_000_000L;
    private static final int MAX_DOUBLINGS = 6; // 5 s * 2^6 is more than 300 s

    private final SuccessWindow window;
    private int failuresInARow;
    private int successesInARow;
    private long doublings;
    private boolean onProbation;

    /** When the last ejection ends; valid if {@code everEjected}, which is written after it. */
    private volatile long until;

    private volatile boolean everEjected;

    OutlierDetector(long now) {
        this.window = new SuccessWindow(now);
    }

    boolean isEjected(long now) {
        return everEjected && until - now > 0;
    }

    /** When the ejection ends, on the clock of {@link System#nanoTime}. */
    long ejectedUntil() {
        return until;
    }

    /** Records a success. Returns whether it ended an ejection. */
    boolean onSuccess(long now) {
        failuresInARow = 0;
        successesInARow++;
        if (isEjected(now)) {
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

    /** Records a failure. Returns whether it ejected the instance. */
    boolean onFailure(long now, RandomGenerator random) {
        successesInARow = 0;
        if (isEjected(now)) {
            return false; // sent before the ejection, or in a panic: it says nothing new about the instance
        }
        failuresInARow++;
        window.add(false, now);
        boolean outlier = onProbation
                || failuresInARow >= FAILURES_IN_A_ROW
                || (window.total() >= MIN_REQUESTS && window.successRate() < MIN_SUCCESS_RATE);
        if (outlier) {
            eject(now, random);
        }
        return outlier;
    }

    private void eject(long now, RandomGenerator random) {
        if (everEjected) {
            long forgiven = (now - until) / FORGIVE_AFTER_NANOS;
            doublings = Math.min(MAX_DOUBLINGS, Math.max(0, doublings + 1 - forgiven));
        }
        long base = FIRST_EJECTION_NANOS << doublings;
        until = now + Math.min(MAX_EJECTION_NANOS, base + random.nextLong(base / 2));
        everEjected = true;
        onProbation = true;
        failuresInARow = 0;
        window.clear();
    }
}
