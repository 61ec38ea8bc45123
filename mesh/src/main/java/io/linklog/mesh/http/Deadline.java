package io.linklog.mesh.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time until which a caller waits. It travels in the header {@value #HEADER} as the remaining milliseconds when the
 * request is sent: decimal digits, rounded down, so each hop passes on less than it got. It is a duration and not a
 * point in time, as gRPC's {@code grpc-timeout}, so clocks need not agree. The time on the wire is not subtracted.
 *
 * <p>Immutable.
 */
public final class Deadline {

    public static final String HEADER = "Linklog-Deadline-Ms";

    private static final int MAX_DIGITS = 9; // 11 days

    private final long at;
    private final LongSupplier clock;

    private Deadline(long at, LongSupplier clock) {
        this.at = at;
        this.clock = clock;
    }

    /** The deadline that is this time from now. */
    public static Deadline after(Duration left) {
        return after(left, System::nanoTime);
    }

    /**
     * The deadline that is this time from now.
     *
     * @param clock nanoseconds, as {@link System#nanoTime}; the deadline keeps using it
     */
    public static Deadline after(Duration left, LongSupplier clock) {
        return new Deadline(clock.getAsLong() + left.toNanos(), clock);
    }

    /** Reads the deadline of a caller from the header; empty if the header is missing or invalid. */
    public static Optional<Deadline> fromHeader(@Nullable String value) {
        return fromHeader(value, System::nanoTime);
    }

    static Optional<Deadline> fromHeader(@Nullable String value, LongSupplier clock) {
        if (value == null || value.isEmpty() || value.length() > MAX_DIGITS) {
            return Optional.empty();
        }
        boolean digits = value.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(after(Duration.ofMillis(Long.parseLong(value)), clock)) : Optional.empty();
    }

    /** The earlier of this deadline and the one that is this time from now. */
    public Deadline atMost(Duration left) {
        Deadline other = after(left, clock);
        return other.at - at < 0 ? other : this;
    }

    /** The remaining milliseconds; never negative. */
    public long millisLeft() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(at - clock.getAsLong()));
    }

    /** Whether less than a millisecond is left, too little for a call. */
    public boolean hasPassed() {
        return millisLeft() == 0;
    }

    /** The current value for {@link #HEADER}. */
    public String headerValue() {
        return Long.toString(millisLeft());
    }

    @Override
    public String toString() {
        return millisLeft() + " ms left";
    }
}
