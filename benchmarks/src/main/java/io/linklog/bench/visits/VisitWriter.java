package io.linklog.bench.visits;

import io.linklog.bench.load.QuickProducer;
import io.linklog.schemas.DeviceClass;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.names.TenantName;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import java.time.Instant;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes visits to all partitions, as the journals of query-services do. Confined to one thread. */
public final class VisitWriter implements AutoCloseable {

    private static final int VISITORS = 50_000;
    private static final int REFERRERS = 150;
    private static final int CITIES = 300;
    private static final String[] BROWSERS = {"Chrome", "Safari", "Firefox", "Edge", "Opera", "Samsung Internet"};
    private static final String[] SYSTEMS = {"Windows", "Android", "iOS", "Mac OS X", "Linux"};
    private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";

    private final int partitions;
    private final AvroSerde<Visit> serde;
    private final KafkaProducer<String, byte[]> producer;
    private final Random random = new Random(11);

    public VisitWriter(String bootstrap, SchemaRegistry registry, int partitions) {
        this.partitions = partitions;
        this.serde = AvroSerde.ofValues(Topics.VISITS, Visit.class, registry);
        this.producer = QuickProducer.open(bootstrap);
    }

    /**
     * Writes this many visits to each partition, under the name of a journal. Returns when the brokers have
     * acknowledged all.
     */
    public void write(String journal, VisitShape shape, int ofEachPartition) {
        for (long sequence = 1; sequence <= ofEachPartition; sequence++) {
            for (int partition = 0; partition < partitions; partition++) {
                Visit visit = visit(journal, partition, sequence, shape.nextCode());
                producer.send(new ProducerRecord<>(
                        Topics.VISITS.name(),
                        partition,
                        visit.getCode(),
                        serde.serializer().serialize(Topics.VISITS.name(), visit)));
            }
        }
        producer.flush();
    }

    private Visit visit(String journal, int partition, long sequence, String code) {
        int visitor = random.nextInt(VISITORS);
        boolean bot = random.nextInt(10) == 0;
        return new Visit(
                journal,
                partition,
                sequence,
                code,
                Instant.now(),
                VisitKind.REDIRECT,
                random.nextInt(3) == 0 ? null : "site-" + random.nextInt(REFERRERS) + ".example",
                BROWSERS[visitor % BROWSERS.length],
                SYSTEMS[visitor % SYSTEMS.length],
                DeviceClass.values()[visitor % 3],
                bot ? "user-agent" : null,
                "C" + visitor % 60,
                "City " + visitor % CITIES,
                "192.0.2.0",
                (long) visitor * 7_919,
                AGENT,
                TenantName.DEFAULT,
                0);
    }

    @Override
    public void close() {
        producer.close();
    }
}
