package io.linklog.webhooks.delivery;

import io.linklog.webhooks.call.Verdict;
import io.linklog.webhooks.hooks.DeliveryReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the deliveries of this instance to one hook, for metrics and for reports. Thread-safe. */
final class DeliveryTally {

    private final String instance;
    private final HookMeters meters;
    private final InstantSource clock;

    // guarded by this
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

    /** @param before the last report of an earlier run of this instance; the counts continue from it */
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

    synchronized void countDelivery(long nanos) {
        meters.recordCall(Verdict.DELIVERED, nanos);
        meters.countDelivery();
        delivered++;
        lastDelivered = clock.instant();
        changed = true;
    }

    /** @param why the event and the answer, for people */
    synchronized void countFailure(Verdict verdict, long nanos, String why) {
        meters.recordCall(verdict, nanos);
        failed++;
        lastFailed = clock.instant();
        lastError = why;
        changed = true;
    }

    synchronized void countDeadLetter() {
        meters.countDeadLetter();
        dead++;
        changed = true;
    }

    synchronized void countUnreadable() {
        meters.countUnreadable();
        skipped++;
        changed = true;
    }

    synchronized void countExpired(long records) {
        meters.countExpired(records);
        skipped += records;
        changed = true;
    }

    synchronized void suspend(Duration untilProbe) {
        meters.setSuspended(true);
        Instant now = clock.instant();
        suspendedSince = suspendedSince == null ? now : suspendedSince;
        nextProbe = now.plus(untilProbe);
        changed = true;
    }

    synchronized void resume() {
        meters.setSuspended(false);
        suspendedSince = null;
        nextProbe = null;
        changed = true;
    }

    /**
     * The next report; empty if nothing has changed since the last one.
     *
     * @param renew whether to report a suspended hook without a change, because readers ignore an old report
     */
    synchronized Optional<DeliveryReport> newReport(boolean renew) {
        if (!changed && !(renew && suspendedSince != null)) {
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

    /** Repeats the last report, which could not be written, in the next one. */
    synchronized void repeatReport() {
        changed = true;
    }
}
