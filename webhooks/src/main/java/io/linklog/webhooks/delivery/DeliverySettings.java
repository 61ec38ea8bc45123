package io.linklog.webhooks.delivery;

import io.linklog.kit.settings.Env;
import java.time.Duration;

/**
 * How webhooks are delivered.
 *
 * @param timeout of one call, from the connection to the end of the answer
 * @param attempts after which an event is put aside, where the endpoint answers others
 * @param firstPause the longest before the second attempt; doubles with each further one
 * @param longestPause that it grows to
 * @param callsInFlight most calls of one hook under way at once, each of another partition
 * @param failuresInRow calls that failed with none between that did not, after which a hook is suspended
 * @param deadInRow events put aside in a row, after which it is suspended rather than put another one aside
 * @param firstProbe pause before a suspended hook is tried again; doubles with each probe that fails
 * @param longestProbe that it grows to; also the longest that an endpoint can ask for by Retry-After
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

    static DeliverySettings standard() {
        return new DeliverySettings(
                // receivers should only take note and answer; the usual limit of such services is 5 to 30 s
                Duration.ofSeconds(10),
                // with the pauses below two minutes at most: what comes after in its partition waits for so long
                8,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                8,
                // more than one event's attempts, so that one event that an endpoint cannot stand is put aside
                20,
                5,
                Duration.ofSeconds(5),
                Duration.ofMinutes(5));
    }

    /** Reads them; {@link Env#check()} is the caller's. */
    public static DeliverySettings from(Env env) {
        DeliverySettings standard = standard();
        Duration least = Duration.ofMillis(10);
        return new DeliverySettings(
                env.duration(
                        "LINKLOG_WEBHOOK_TIMEOUT",
                        standard.timeout,
                        least,
                        LONGEST_TIMEOUT,
                        "of one call of a webhook, to the end of its answer"),
                env.integer(
                        "LINKLOG_WEBHOOK_ATTEMPTS",
                        standard.attempts,
                        1,
                        1_000,
                        "calls for one event, after which it goes to webhooks.dlq"),
                env.duration(
                        "LINKLOG_WEBHOOK_FIRST_PAUSE",
                        standard.firstPause,
                        least,
                        LONGEST,
                        "before the second attempt at most; doubles with each"),
                env.duration(
                        "LINKLOG_WEBHOOK_LONGEST_PAUSE",
                        standard.longestPause,
                        least,
                        LONGEST,
                        "between two attempts for one event"),
                env.integer(
                        "LINKLOG_WEBHOOK_CALLS_IN_FLIGHT",
                        standard.callsInFlight,
                        1,
                        256,
                        "calls of one webhook under way at once"),
                standard.failuresInRow,
                standard.deadInRow,
                standard.firstProbe,
                env.duration(
                        "LINKLOG_WEBHOOK_LONGEST_PROBE",
                        standard.longestProbe,
                        least,
                        LONGEST,
                        "between two tries of a webhook that is suspended; also the longest Retry-After"));
    }
}
