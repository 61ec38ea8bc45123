package io.linklog.topology.visits;

import io.linklog.schemas.encoding.EpochMicros;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants by the microsecond, as the records have them. */
final class Micros {

    private Micros() {}

    /** Now, or just after the time before where the clock has not moved on, or went back. */
    static Instant after(Instant before, long nowMicros) {
        Instant next = before.plus(1, ChronoUnit.MICROS);
        Instant now = EpochMicros.toInstant(nowMicros);
        return now.isAfter(next) ? now : next;
    }
}
