package io.linklog.mesh.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A monotonic clock for Resilience4j. It begins at 1970 when it is created. With the wall clock, a clock that is set
 * back by an hour would keep a breaker open for an hour.
 */
final class NanoClock extends Clock {

    private final LongSupplier nanos;
    private final long start;

    NanoClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(0, nanos.getAsLong() - start);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
