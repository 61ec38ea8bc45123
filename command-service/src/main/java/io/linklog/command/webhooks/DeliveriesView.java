package io.linklog.command.webhooks;

import io.linklog.schemas.view.EventView;
import io.linklog.webhooks.hooks.DeliveryReport;
import io.linklog.webhooks.letters.LetterBox;
import io.linklog.webhooks.letters.LetterOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What became of the events of a webhook. Counts are sums over the instances that deliver.
 *
 * @param delivered events
 * @param failed calls without a 2xx answer; most were repeated
 * @param dead events that went to the dead letters
 * @param skipped records that could not be read, or were deleted from the log before they were read
 * @param lastError why the last call failed
 * @param suspendedSince since when the endpoint fails and only gets probes; null if it does not
 * @param deadLetters the oldest that nobody has handled
 */
record DeliveriesView(
        long delivered,
        long failed,
        long dead,
        long skipped,
        @Nullable Instant lastDelivered,
        @Nullable Instant lastFailed,
        @Nullable String lastError,
        @Nullable Instant suspendedSince,
        @Nullable Instant nextProbe,
        List<Letter> deadLetters) {

    /**
     * A dead letter.
     *
     * @param event the webhook-id of its calls
     * @param at when it became one
     * @param code of its link; null if it has none
     * @param why the last answer or error
     */
    record Letter(String event, Instant at, @Nullable String code, String why) {

        static Letter of(LetterBox.Letter letter) {
            LetterOrigin origin = letter.origin();
            byte[] key = letter.record().key();
            return new Letter(
                    EventView.id(origin.topic(), origin.partition(), origin.offset()),
                    Instant.ofEpochMilli(letter.record().timestamp()),
                    key == null ? null : new String(key, StandardCharsets.UTF_8),
                    origin.why());
        }
    }

    static DeliveriesView of(List<DeliveryReport> reports, List<LetterBox.Letter> letters) {
        return new DeliveriesView(
                sum(reports, DeliveryReport::delivered),
                sum(reports, DeliveryReport::failed),
                sum(reports, DeliveryReport::dead),
                sum(reports, DeliveryReport::skipped),
                latest(reports, DeliveryReport::lastDelivered),
                latest(reports, DeliveryReport::lastFailed),
                reports.stream()
                        .filter(report -> report.lastFailed() != null)
                        .max(Comparator.comparing(DeliveryReport::lastFailed))
                        .map(DeliveryReport::lastError)
                        .orElse(null),
                latest(reports, DeliveryReport::suspendedSince),
                latest(reports, DeliveryReport::nextProbe),
                letters.stream().map(Letter::of).toList());
    }

    private static long sum(List<DeliveryReport> reports, ToLongFunction<DeliveryReport> count) {
        return reports.stream().mapToLong(count).sum();
    }

    private static @Nullable Instant latest(
            List<DeliveryReport> reports, Function<DeliveryReport, @Nullable Instant> when) {
        return reports.stream()
                .map(when)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
