package io.linklog.webhooks.delivery;

import io.linklog.kit.settings.Env;
import java.time.Duration;

/**
 * How webhooks are delivered.
 *
 * @param timeout of one call, from the connection to the end of the answer
 * @param attempts the number of calls after which an event becomes a dead letter
 * @param firstPause the longest pause before the second attempt; it doubles with each further attempt
 * @param longestPause the limit of that pause
 * @param callsInFlight the maximum number of concurrent calls of one hook, each of another partition
 * @param failuresInRow the number of consecutive failed calls that suspends a hook
 * @param deadInRow the number of consecutive dead letters after which a hook is suspended instead of writing another
 *     one
 * @param firstProbe the pause before a suspended hook is probed; it doubles with each probe that fails
 * @param longestProbe the limit of that pause, and of the {@code Retry-After} that an endpoint may ask for
 */
public record DeliverySettings(
        Duration timeout,
        int attempts,
        Duration firstPause,
        Duration longestPause,
        int callsInFlight,
        int failuresInRow,
        int deadInRow,
        Duration firstProbe,
        Duration longestProbe) {

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** The default settings. */
    static DeliverySettings standard() {
        return new DeliverySettings(
                // a receiver should store the event and answer; the usual limit of such services is 5 to 30 s
                Duration.ofSeconds(10),
                // at most two minutes with the pauses below; later events of the partition wait meanwhile
                8,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                8,
                // more than the attempts of one event, so that one event that an endpoint rejects becomes a dead letter
                20,
                5,
                Duration.ofSeconds(5),
                Duration.ofMinutes(5));
    }

    /** Reads the settings. The caller must call {@link Env#check()}. */
    public static DeliverySettings from(Env env) {
        DeliverySettings standard = standard();
        Duration least = Duration.ofMillis(10);
        return new DeliverySettings(
                env.duration(
                        "LINKLOG_WEBHOOK_TIMEOUT",
                        standard.timeout,
                        least,
                        LONGEST_TIMEOUT,
                        "timeout of one call of a webhook, to the end of the answer"),
                env.integer(
                        "LINKLOG_WEBHOOK_ATTEMPTS",
                        standard.attempts,
                        1,
                        1_000,
                        "number of calls after which a webhook's event goes to webhooks.dlq"),
                env.duration(
                        "LINKLOG_WEBHOOK_FIRST_PAUSE",
                        standard.firstPause,
                        least,
                        LONGEST,
                        "longest pause before the second call for a webhook's event; doubles with each call"),
                env.duration(
                        "LINKLOG_WEBHOOK_LONGEST_PAUSE",
                        standard.longestPause,
                        least,
                        LONGEST,
                        "limit of the pause between two calls for a webhook's event"),
                env.integer(
                        "LINKLOG_WEBHOOK_CALLS_IN_FLIGHT",
                        standard.callsInFlight,
                        1,
                        256,
                        "maximum number of concurrent calls of one webhook"),
                standard.failuresInRow,
                standard.deadInRow,
                standard.firstProbe,
                env.duration(
                        "LINKLOG_WEBHOOK_LONGEST_PROBE",
                        standard.longestProbe,
                        least,
                        LONGEST,
                        "longest pause between two probes of a suspended webhook; also the longest Retry-After"));
    }
}
