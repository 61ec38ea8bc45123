package io.linklog.schemas.rules;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as microseconds since 1970, as in the tables and the domain. */
public final class Microseconds {

    private Microseconds() {}

    /** The microseconds of a time, rounded down. */
    public static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** The time of these microseconds. */
    public static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
