package io.linklog.webhooks.delivery;

import java.time.Duration;

/**
 * A circuit breaker that distinguishes an endpoint that is down from an event that it rejects. It opens after a number
 * of consecutive failed calls, or of consecutive dead letters. While it is open, one event is sent as a probe after
 * growing pauses, and no dead letter is written. The first 2xx answer closes it. Not thread-safe.
 */
final class HookBreaker {

    private final int failuresInRow;
    private final int deadInRow;
    private final Duration firstProbe;
    private final Duration longestProbe;
    private int failures;
    private int dead;
    private boolean open;
    private int probes;
    private long probeAt;

    HookBreaker(DeliverySettings settings) {
        this.failuresInRow = settings.failuresInRow();
        this.deadInRow = settings.deadInRow();
        this.firstProbe = settings.firstProbe();
        this.longestProbe = settings.longestProbe();
    }

    boolean isOpen() {
        return open;
    }

    /** When the next probe is due, as {@link System#nanoTime}; valid while it is open. */
    long probeAt() {
        return probeAt;
    }

    /**
     * Records a 2xx answer.
     *
     * @return whether the breaker was open
     */
    boolean recordSuccess() {
        boolean wasOpen = open;
        reset();
        return wasOpen;
    }

    /** Closes it and forgets all failures. */
    void reset() {
        open = false;
        failures = 0;
        dead = 0;
        probes = 0;
    }

    /**
     * Records a failed call.
     *
     * @param asProbe whether the call was a probe; a call that was in flight when the breaker opened does not change
     *     the pause
     */
    void recordFailure(long nanoTime, boolean asProbe) {
        failures++;
        if (!open && failures >= failuresInRow) {
            open(nanoTime);
        } else if (open && asProbe) {
            probes++;
            probeAt = nanoTime
                    + DeliveryBackoff.doubleUpTo(firstProbe, probes, longestProbe)
                            .toNanos();
        }
    }

    /** Whether one more dead letter may be written; opens the breaker if not. */
    boolean allowsDeadLetter(long nanoTime) {
        if (!open && dead >= deadInRow) {
            open(nanoTime);
        }
        return !open;
    }

    /** Records a dead letter. */
    void recordDeadLetter() {
        dead++;
    }

    private void open(long nanoTime) {
        open = true;
        probes = 0;
        probeAt = nanoTime + firstProbe.toNanos();
    }
}
