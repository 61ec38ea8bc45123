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
 * How long to wait before the next attempt: exponential with full jitter (anything from nothing to the bound, so that
 * what failed together does not come back together), but not before the endpoint said to. Thread-safe.
 */
final class DeliveryBackoff {

    private final Duration first;
    private final Duration longest;
    private final Duration longestAskedFor;
    private final DoubleSupplier random;
    private final InstantSource clock;

    /** @param random from 0 to 1, the latter excluded */
    DeliveryBackoff(DeliverySettings settings, DoubleSupplier random, InstantSource clock) {
        this.first = settings.firstPause();
        this.longest = settings.longestPause();
        this.longestAskedFor = settings.longestProbe();
        this.random = random;
        this.clock = clock;
    }

    /**
     * @param failed attempts so far, at least 1
     * @param retryAfter the answer's header of this name; null for none
     */
    Duration after(int failed, @Nullable String retryAfter) {
        Duration bound = bound(failed);
        Duration drawn = Duration.ofNanos((long) (bound.toNanos() * random.getAsDouble()));
        Duration asked = retryAfter == null ? Duration.ZERO : askedFor(retryAfter.strip());
        return drawn.compareTo(asked) < 0 ? asked : drawn;
    }

    private Duration bound(int failed) {
        return doubled(first, failed - 1, longest);
    }

    /** A duration doubled so many times, but no longer than the last. */
    static Duration doubled(Duration first, int times, Duration longest) {
        Duration bound = first;
        for (int i = 0; i < times && bound.compareTo(longest) < 0; i++) {
            bound = bound.multipliedBy(2);
        }
        return bound.compareTo(longest) < 0 ? bound : longest;
    }

    private Duration askedFor(String retryAfter) {
        Duration asked;
        try {
            asked = retryAfter.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(Long.parseLong(retryAfter))
                    : Duration.between(clock.instant(), date(retryAfter));
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return Duration.ZERO;
        }
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(longestAskedFor) < 0 ? asked : longestAskedFor;
    }

    private static Instant date(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
