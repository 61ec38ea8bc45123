package io.linklog.webhooks.hooks;

import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one instance reports about its deliveries to one hook; also the JSON in etcd. Counts continue after a restart,
 * except for the last seconds before a kill.
 *
 * @param at when the report was written
 * @param delivered events
 * @param failed calls without a 2xx answer; an event may be delivered by a later call
 * @param dead events that went to the dead letters
 * @param skipped records that could not be read, or were deleted from the log before they were read
 * @param lastError why the last call failed; null if none failed yet
 * @param suspendedSince null if the hook is not suspended
 * @param nextProbe null if the hook is not suspended
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

    private static final JsonCodec<DeliveryReport> CODEC = new JsonCodec<>(DeliveryReport.class, 1);

    /** @throws IllegalArgumentException for a negative count */
    public DeliveryReport {
        if (delivered < 0 || failed < 0 || dead < 0 || skipped < 0) {
            throw new IllegalArgumentException("A count is negative");
        }
    }

    /** The report of an instance that has delivered nothing yet. */
    public static DeliveryReport none(String instance, Instant at) {
        return new DeliveryReport(instance, at, 0, 0, 0, 0, null, null, null, null, null);
    }

    static DeliveryReport read(String json) throws MalformedValueException {
        return CODEC.read(json);
    }

    String write() {
        return CODEC.write(this);
    }
}
