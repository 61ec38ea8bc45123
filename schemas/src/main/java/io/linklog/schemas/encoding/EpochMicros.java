package io.linklog.schemas.encoding;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as microseconds since 1970-01-01T00:00:00Z, the unit of Avro's {@code timestamp-micros}. */
public final class EpochMicros {

    private static final long MICROS_PER_SECOND = 1_000_000;

    private EpochMicros() {}

    /**
     * Rounds down to a whole microsecond, also before 1970.
     *
     * @throws ArithmeticException if the time is more than 292,000 years from 1970
     */
    public static long of(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / 1_000);
    }

    public static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
