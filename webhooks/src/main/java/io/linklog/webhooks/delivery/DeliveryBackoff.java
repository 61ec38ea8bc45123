package io.linklog.webhooks.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pause before the next attempt: exponential backoff with full jitter, from zero to the bound, so that events that
 * failed together are not sent again together. At least as long as the endpoint asks for, within a limit. Thread-safe.
 */
final class DeliveryBackoff {

    private final Duration first;
    private final Duration longest;
    private final Duration longestRequested;
    private final DoubleSupplier random;
    private final InstantSource clock;

    /** @param random draws from 0 inclusive to 1 exclusive */
    DeliveryBackoff(DeliverySettings settings, DoubleSupplier random, InstantSource clock) {
        this.first = settings.firstPause();
        this.longest = settings.longestPause();
        this.longestRequested = settings.longestProbe();
        this.random = random;
        this.clock = clock;
    }

    /**
     * Draws the pause after a failed attempt.
     *
     * @param failed the number of failed attempts, at least 1
     * @param retryAfter the value of the header {@code Retry-After}: seconds or an HTTP date; anything else is ignored;
     *     null without one
     */
    Duration pauseAfter(int failed, @Nullable String retryAfter) {
        Duration bound = bound(failed);
        Duration drawn = Duration.ofNanos((long) (bound.toNanos() * random.getAsDouble()));
        Duration requested = retryAfter == null ? Duration.ZERO : requestedPause(retryAfter.strip());
        return drawn.compareTo(requested) < 0 ? requested : drawn;
    }

    private Duration bound(int failed) {
        return doubleUpTo(first, failed - 1, longest);
    }

    /** Doubles a duration, up to a limit. */
    static Duration doubleUpTo(Duration first, int times, Duration longest) {
        Duration bound = first;
        for (int i = 0; i < times && bound.compareTo(longest) < 0; i++) {
            bound = bound.multipliedBy(2);
        }
        return bound.compareTo(longest) < 0 ? bound : longest;
    }

    private Duration requestedPause(String retryAfter) {
        Duration requested;
        try {
            requested = retryAfter.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(Long.parseLong(retryAfter))
                    : Duration.between(clock.instant(), date(retryAfter));
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return Duration.ZERO;
        }
        return requested.isNegative()
                ? Duration.ZERO
                : requested.compareTo(longestRequested) < 0 ? requested : longestRequested;
    }

    private static Instant date(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
