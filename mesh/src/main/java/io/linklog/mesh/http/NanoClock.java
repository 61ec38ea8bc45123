package io.linklog.mesh.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for Resilience4j that cannot be set back: it counts from its making, in 1970. On the wall clock, a correction
 * by an hour would keep a breaker open for an hour.
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
