package io.linklog.topology;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.topology.visits.UndisturbedCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes visits, and reads the latest committed total of each key. Confined to one thread. */
final class VisitsClient implements AutoCloseable {

    private final AvroSerde<Visit> visitSerde;
    private final AvroSerde<VisitStats> statsSerde;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, VisitStats> latest = new HashMap<>();

    /** The keys of totals that became smaller. */
    final List<String> shrunk = new ArrayList<>();

    VisitsClient(LocalStack stack) {
        SchemaRegistry registry = TopologyClient.registry(stack);
        visitSerde = AvroSerde.ofValues(Topics.VISITS, Visit.class, registry);
        statsSerde = AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, registry);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrap()), new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrap(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.VISIT_STATS.name()).stream()
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void send(Visit visit) {
        producer.send(new ProducerRecord<>(
                Topics.VISITS.name(),
                visit.getPartition(),
                visit.getCode(),
                visitSerde.serializer().serialize(Topics.VISITS.name(), visit)));
    }

    void flush() {
        producer.flush();
    }

    /** The number of a journal's last counted visit in a partition; 0 for none. */
    VisitsCounted counted(String journal, int partition) {
        return counted(journal + "/" + partition);
    }

    /** The same by journal and partition in one text. */
    VisitsCounted counted(String journalAndPartition) {
        read();
        VisitStats stats = latest.get(journalAndPartition);
        return stats == null ? null : (VisitsCounted) stats.getStats();
    }

    /** The visits of a code on all days, in all partitions together. */
    long visits(String code) {
        read();
        long visits = 0;
        for (VisitStats stats : latest.values()) {
            if (stats.getStats() instanceof VisitTotals totals
                    && totals.getUnit() == StatsUnit.DAY
                    && totals.getCode().equals(code)) {
                visits += totals.getHuman() + totals.getBot();
            }
        }
        return visits;
    }

    /** All rows of the first generation by key, see {@link UndisturbedCount#describe}. */
    Map<String, String> rows() {
        read();
        Map<String, String> rows = new HashMap<>();
        latest.forEach((key, stats) -> {
            if (stats.getStats() instanceof VisitTotals totals) {
                rows.put(key, UndisturbedCount.describe(totals));
            }
        });
        return rows;
    }

    private void read() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            VisitStats now = statsSerde.deserializer().deserialize(record.topic(), record.value());
            VisitStats before = latest.put(record.key(), now);
            if (before != null && visits(now) < visits(before)) {
                shrunk.add(record.key());
            }
        }
    }

    private static long visits(VisitStats stats) {
        return stats.getStats() instanceof VisitTotals totals ? totals.getHuman() + totals.getBot() : 0;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        consumer.close();
    }
}
