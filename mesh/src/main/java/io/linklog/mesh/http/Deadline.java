package io.linklog.mesh.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the one who asked stops waiting. It travels in the header {@value #HEADER} as the milliseconds left when the
 * request is sent: decimal digits only, rounded down, so that each hop passes on less than it got. A span and not a
 * point in time, as in gRPC's {@code grpc-timeout}: clocks need not agree. The time on the wire is not subtracted.
 *
 * <p>Immutable.
 */
public final class Deadline {

    public static final String HEADER = "Linklog-Deadline-Ms";

    private static final int MOST_DIGITS = 9; // eleven days

    private final long at;
    private final LongSupplier clock;

    private Deadline(long at, LongSupplier clock) {
        this.at = at;
        this.clock = clock;
    }

    /** So much time from now. */
    public static Deadline after(Duration left) {
        return after(left, System::nanoTime);
    }

    /**
     * So much time from now.
     *
     * @param clock counts as {@link System#nanoTime}; the deadline asks it from now on
     */
    public static Deadline after(Duration left, LongSupplier clock) {
        return new Deadline(clock.getAsLong() + left.toNanos(), clock);
    }

    /** What the caller of this process gave; empty when it gave none, or something that is not one. */
    public static Optional<Deadline> fromHeader(@Nullable String value) {
        return fromHeader(value, System::nanoTime);
    }

    static Optional<Deadline> fromHeader(@Nullable String value, LongSupplier clock) {
        if (value == null || value.isEmpty() || value.length() > MOST_DIGITS) {
            return Optional.empty();
        }
        boolean digits = value.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(after(Duration.ofMillis(Long.parseLong(value)), clock)) : Optional.empty();
    }

    /** This one, or the given time from now if that is earlier. */
    public Deadline atMost(Duration left) {
        Deadline other = after(left, clock);
        return other.at - at < 0 ? other : this;
    }

    /** Never negative. */
    public long millisLeft() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(at - clock.getAsLong()));
    }

    /** Less than a millisecond is left: nothing useful can be asked any more. */
    public boolean hasPassed() {
        return millisLeft() == 0;
    }

    /** As it goes into {@link #HEADER} now. */
    public String headerValue() {
        return Long.toString(millisLeft());
    }

    @Override
    public String toString() {
        return millisLeft() + " ms left";
    }
}
