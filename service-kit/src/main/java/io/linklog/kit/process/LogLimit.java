package io.linklog.kit.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Bounds the log: lines of one kind, that is with one logger and one text before its parameters are filled in, pass
 * {@link #MOST} times in a minute. The others are left out, and a line says how many. Without it, a Kafka that has lost
 * its topics makes each consumer log a thousand lines a second, which then fill the disk of the log. Thread-safe.
 */
public final class LogLimit extends TurboFilter {

    /** What waits for a server logs a line every five seconds. */
    static final int MOST = 20;

    static final Duration PERIOD = Duration.ofMinutes(1);

    /** A library may put values into the text itself, so that each line is of a kind of its own; those all pass. */
    private static final int MOST_KINDS = 1_000;

    private record Kind(String logger, String text) {}

    private final LongSupplier nanoTime;
    private Map<Kind, Long> counts = new HashMap<>(); // guarded by this
    private long periodEnds; // guarded by this

    /** For Logback, which makes it from its configuration. */
    public LogLimit() {
        this(System::nanoTime);
    }

    LogLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.periodEnds = nanoTime.getAsLong() + PERIOD.toNanos();
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String text,
            Object @Nullable [] parameters,
            @Nullable Throwable error) {
        boolean isLogged = level.isGreaterOrEqual(logger.getEffectiveLevel());
        if (text == null || !isLogged || logger.getName().equals(LogLimit.class.getName())) {
            return FilterReply.NEUTRAL;
        }
        long count;
        List<String> leftOut = List.of();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (now - periodEnds >= 0) {
                leftOut = leftOut();
                counts = new HashMap<>();
                periodEnds = now + PERIOD.toNanos();
            }
            Kind kind = new Kind(logger.getName(), text);
            count = counts.containsKey(kind) || counts.size() < MOST_KINDS ? counts.merge(kind, 1L, Long::sum) : 0;
        }
        leftOut.forEach(logger.getLoggerContext().getLogger(LogLimit.class)::warn);
        return count > MOST ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    private List<String> leftOut() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > MOST)
                .map(entry -> (entry.getValue() - MOST) + " more lines of "
                        + entry.getKey().logger() + " were left out, like: "
                        + entry.getKey().text())
                .toList();
    }
}
