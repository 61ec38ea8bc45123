package io.linklog.webhooks.hooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one instance has done for one hook, as it tells others. Counts go on over restarts, give or take the last
 * seconds before a kill.
 *
 * @param at when it was written
 * @param failed calls that were not answered well; some of them were repeated and delivered then
 * @param lastError of those calls; null when there was none yet
 * @param suspendedSince null when it is not
 * @param nextProbe null when it is not suspended
 */
public record DeliveryReport(
        String instance,
        Instant at,
        long delivered,
        long failed,
        long dead,
        long skipped,
        @Nullable Instant lastDelivered,
        @Nullable Instant lastFailed,
        @Nullable String lastError,
        @Nullable Instant suspendedSince,
        @Nullable Instant nextProbe) {

    public static DeliveryReport none(String instance, Instant at) {
        return new DeliveryReport(instance, at, 0, 0, 0, 0, null, null, null, null, null);
    }
}
