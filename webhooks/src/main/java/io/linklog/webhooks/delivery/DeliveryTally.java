package io.linklog.webhooks.delivery;

import io.linklog.webhooks.call.Verdict;
import io.linklog.webhooks.hooks.DeliveryReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this instance has done for one hook, counted and told to others. Thread-safe. */
final class DeliveryTally {

    private final String instance;
    private final HookMeters meters;
    private final InstantSource clock;

    // all under the monitor
    private long delivered;
    private long failed;
    private long dead;
    private long skipped;
    private @Nullable Instant lastDelivered;
    private @Nullable Instant lastFailed;
    private @Nullable String lastError;
    private @Nullable Instant suspendedSince;
    private @Nullable Instant nextProbe;
    private boolean changed;

    /** @param before what an earlier run of this instance told last: the counts go on from there */
    DeliveryTally(DeliveryReport before, HookMeters meters, InstantSource clock) {
        this.instance = before.instance();
        this.meters = meters;
        this.clock = clock;
        this.delivered = before.delivered();
        this.failed = before.failed();
        this.dead = before.dead();
        this.skipped = before.skipped();
        this.lastDelivered = before.lastDelivered();
        this.lastFailed = before.lastFailed();
        this.lastError = before.lastError();
        this.changed = before.suspendedSince() != null;
    }

    synchronized void delivered(long nanos) {
        meters.called(Verdict.DELIVERED, nanos);
        meters.delivered();
        delivered++;
        lastDelivered = clock.instant();
        changed = true;
    }

    /** @param why for people */
    synchronized void failed(Verdict verdict, long nanos, String why) {
        meters.called(verdict, nanos);
        failed++;
        lastFailed = clock.instant();
        lastError = why;
        changed = true;
    }

    synchronized void dead() {
        meters.dead();
        dead++;
        changed = true;
    }

    synchronized void unreadable() {
        meters.unreadable();
        skipped++;
        changed = true;
    }

    synchronized void expired(long records) {
        meters.expired(records);
        skipped += records;
        changed = true;
    }

    synchronized void suspended(Duration untilProbe) {
        meters.suspended(true);
        Instant now = clock.instant();
        suspendedSince = suspendedSince == null ? now : suspendedSince;
        nextProbe = now.plus(untilProbe);
        changed = true;
    }

    synchronized void resumed() {
        meters.suspended(false);
        suspendedSince = null;
        nextProbe = null;
        changed = true;
    }

    /**
     * What is to be told now; empty when nothing has changed since the last time.
     *
     * @param signOfLife whether a suspended hook is told of in any case: what is told of no more is not believed for
     *     long
     */
    synchronized Optional<DeliveryReport> news(boolean signOfLife) {
        if (!changed && !(signOfLife && suspendedSince != null)) {
            return Optional.empty();
        }
        changed = false;
        return Optional.of(new DeliveryReport(
                instance,
                clock.instant(),
                delivered,
                failed,
                dead,
                skipped,
                lastDelivered,
                lastFailed,
                lastError,
                suspendedSince,
                nextProbe));
    }

    /** What was told was not heard. */
    synchronized void unheard() {
        changed = true;
    }
}
