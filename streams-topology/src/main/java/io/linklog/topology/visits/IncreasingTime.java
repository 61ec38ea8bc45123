package io.linklog.topology.visits;

import io.linklog.schemas.encoding.EpochMicros;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants with the precision of the records: microseconds. */
final class IncreasingTime {

    private IncreasingTime() {}

    /** Now, but at least a microsecond after {@code before}: the clock may stand still or go backwards. */
    static Instant after(Instant before, long nowMicros) {
        Instant next = before.plus(1, ChronoUnit.MICROS);
        Instant now = EpochMicros.toInstant(nowMicros);
        return now.isAfter(next) ? now : next;
    }
}
