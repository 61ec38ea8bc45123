package io.linklog.webhooks.delivery;

import java.time.Duration;

/**
 * Tells an endpoint that is away from an event that it cannot stand. After so many calls in a row that failed, or
 * events in a row that were put aside, it opens: nothing is sent, and nothing put aside, but one probe after growing
 * pauses. The first that is answered well closes it. Not thread-safe.
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

    /** When the next probe is due, as {@link System#nanoTime}; while it is open. */
    long probeAt() {
        return probeAt;
    }

    /** @return whether it was open until now */
    boolean delivered() {
        boolean was = open;
        reset();
        return was;
    }

    /** As if nothing had failed. */
    void reset() {
        open = false;
        failures = 0;
        dead = 0;
        probes = 0;
    }

    /** @param asProbe whether it was sent while this was open; what was under way already says nothing new */
    void failed(long nanoTime, boolean asProbe) {
        failures++;
        if (!open && failures >= failuresInRow) {
            open(nanoTime);
        } else if (open && asProbe) {
            probes++;
            probeAt = nanoTime
                    + DeliveryBackoff.doubled(firstProbe, probes, longestProbe).toNanos();
        }
    }

    /** Whether one more event may be put aside; else it is open now. */
    boolean mayBury(long nanoTime) {
        if (!open && dead >= deadInRow) {
            open(nanoTime);
        }
        return !open;
    }

    void buried() {
        dead++;
    }

    private void open(long nanoTime) {
        open = true;
        probes = 0;
        probeAt = nanoTime + firstProbe.toNanos();
    }
}
