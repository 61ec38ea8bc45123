package io.linklog.kit.kafka;

import io.linklog.schemas.DeviceClass;
import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitCount;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Records of visits and their totals, as the topology reads and writes them. */
public final class VisitFacts {

    private VisitFacts() {}

    /** A visit one minute ago. */
    public static Visit visit(String code, String journal, long sequence) {
        return new Visit(
                journal,
                0,
                sequence,
                code,
                Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60),
                VisitKind.REDIRECT,
                null,
                "Firefox",
                null,
                DeviceClass.DESKTOP,
                null,
                "FI",
                null,
                "192.0.2.0",
                7L,
                "Mozilla/5.0",
                "default",
                0);
    }

    /**
     * The totals of one hour in one shard.
     *
     * @param micros a higher number makes a later record
     */
    public static VisitTotals totals(String code, String start, int shard, long human, long micros) {
        return new VisitTotals(
                code,
                StatsUnit.HOUR,
                Instant.parse(start),
                shard,
                human,
                1L,
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                Map.of("browser", Map.of("Firefox", new VisitCount(human, 0L), "", new VisitCount(0L, 1L))),
                Instant.parse("2026-11-24T22:50:00Z").plus(micros, ChronoUnit.MICROS),
                1,
                null);
    }

    /** The progress of counting one journal. */
    public static VisitsCounted progress(String journal, long sequence, long repeated) {
        return new VisitsCounted(
                journal,
                2,
                sequence,
                0L,
                repeated,
                4L,
                Instant.parse("2026-11-24T22:50:00Z").plusSeconds(sequence),
                1);
    }
}
