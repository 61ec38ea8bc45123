package io.linklog.bench.visits;

import io.linklog.bench.load.QuickProducer;
import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.VisitCount;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes totals of many visits to {@code visit-stats} as the topology would; counting that many visits would take an
 * hour. Confined to one thread.
 */
public final class TotalsWriter implements AutoCloseable {

    /** The number of values of each dimension in a row. For referrers and cities it is the topology's maximum. */
    private static final Map<String, Integer> VALUES =
            Map.of("referrer", 200, "browser", 6, "os", 5, "device", 3, "country", 60, "city", 200);

    private static final int LG_K = 12; // as in the topology

    private final AvroSerde<VisitStats> serde;
    private final KafkaProducer<String, byte[]> producer;
    private final Random random = new Random(5);

    public TotalsWriter(String bootstrap, SchemaRegistry registry) {
        this.serde = AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, registry);
        this.producer = QuickProducer.open(bootstrap);
    }

    /**
     * Writes one row per unit of time and shard. All units have the same number of visits.
     *
     * @param shards the number of partitions that counted the link's visits; one unless the link was hot
     * @param visits per unit, over all shards
     */
    public void write(String code, StatsUnit unit, Instant from, Instant to, int shards, long visits) {
        Duration step = unit == StatsUnit.HOUR ? Duration.ofHours(1) : Duration.ofDays(1);
        for (Instant start = from; start.isBefore(to); start = start.plus(step)) {
            for (int shard = 0; shard < shards; shard++) {
                VisitStats stats = new VisitStats(row(code, unit, start, shard, visits / shards));
                producer.send(new ProducerRecord<>(
                        Topics.VISIT_STATS.name(),
                        VisitStatsKey.of(stats),
                        serde.serializer().serialize(Topics.VISIT_STATS.name(), stats)));
            }
        }
        producer.flush();
    }

    private VisitTotals row(String code, StatsUnit unit, Instant start, int shard, long human) {
        HllSketch visitors = new HllSketch(LG_K, TgtHllType.HLL_4);
        for (long i = 0; i < human; i++) {
            visitors.update(random.nextLong());
        }
        Map<String, Map<String, VisitCount>> dimensions = new HashMap<>();
        VALUES.forEach((name, count) -> {
            Map<String, VisitCount> values = new HashMap<>();
            for (int i = 0; i < count; i++) {
                values.put("The " + name + ' ' + i, new VisitCount(human / count, 0L));
            }
            dimensions.put(name, values);
        });
        return new VisitTotals(
                code,
                unit,
                start,
                shard,
                human,
                0L,
                ByteBuffer.wrap(visitors.toCompactByteArray()),
                dimensions,
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                1,
                null);
    }

    @Override
    public void close() {
        producer.close();
    }
}
