package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.topology.rebuild.StoreAccess;
import io.linklog.topology.rebuild.WholeStores;
import io.linklog.topology.rebuild.visits.VisitMarks;
import io.linklog.topology.rebuild.visits.VisitStep;
import io.linklog.topology.rebuild.visits.VisitStep.Whole;
import io.linklog.topology.streams.DeadLetterHandler;
import io.linklog.topology.streams.MapRegistry;
import io.linklog.topology.streams.PartitionGate;
import io.linklog.visits.Generation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;

/** The whole topology on one partition, without a broker. It commits after each visit. */
final class VisitTopologyDriver implements AutoCloseable {

    final MapRegistry registry = new MapRegistry();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Topology topology;
    final TopologyTestDriver driver;
    final TestInputTopic<byte[], byte[]> bytes;
    final TestInputTopic<String, Visit> visits;
    final TestOutputTopic<String, VisitStats> stats;
    final TestOutputTopic<byte[], byte[]> deadLetters;
    final WholeStores<VisitMarks, VisitStep> stores;
    final Map<String, Instant> purges = new ConcurrentHashMap<>();
    Instant now = Instant.parse("2026-11-24T22:50:00Z");

    VisitTopologyDriver(Path stateDir) {
        this(stateDir, Generation.FIRST, UnaryOperator.identity());
    }

    VisitTopologyDriver(Path stateDir, Generation generation, UnaryOperator<Visit> description) {
        this(stateDir, generation, description, new WholeStores<>(new Whole(0, null)));
    }

    VisitTopologyDriver(
            Path stateDir,
            Generation generation,
            UnaryOperator<Visit> description,
            WholeStores<VisitMarks, VisitStep> stores) {
        this.stores = stores;
        topology = new VisitTopology(
                        generation,
                        description,
                        registry,
                        new CountingMetrics(metrics, () -> true),
                        () -> now.toEpochMilli(),
                        purges,
                        1_000_000,
                        new StoreAccess<>(new PartitionGate(), stores))
                .build();
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Generation.application(generation.number()));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        properties.put(DeadLetterHandler.SINCE, generation.startedAt().toEpochMilli());
        driver = new TopologyTestDriver(topology, properties);
        while (!stores.whole) {
            driver.advanceWallClockTime(Duration.ofMillis(10));
        }
        bytes = driver.createInputTopic(Topics.VISITS.name(), new ByteArraySerializer(), new ByteArraySerializer());
        visits = driver.createInputTopic(
                Topics.VISITS.name(),
                new StringSerializer(),
                AvroSerde.ofValues(Topics.VISITS, Visit.class, registry).serializer());
        stats = driver.createOutputTopic(
                Topics.VISIT_STATS.name(),
                new StringDeserializer(),
                AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, registry)
                        .deserializer());
        deadLetters = driver.createOutputTopic(
                Topics.VISITS.deadLetterName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void visit(Visit.Builder visit) {
        visits.pipeInput(visit.getCode(), visit.build());
    }

    /** The latest total of each key that was written since the last call. */
    Map<String, VisitTotals> totals() {
        Map<String, VisitTotals> totals = new HashMap<>();
        for (KeyValue<String, VisitStats> one : sent()) {
            if (one.value.getStats() instanceof VisitTotals row) {
                totals.put(one.key, row);
            }
        }
        return totals;
    }

    /** The latest count of each journal that was written since the last call. */
    VisitsCounted counted() {
        VisitsCounted counted = null;
        for (KeyValue<String, VisitStats> one : sent()) {
            counted = one.value.getStats() instanceof VisitsCounted row ? row : counted;
        }
        return counted;
    }

    /** How many visits were purged up to the last that was written since the last call. */
    long purged() {
        return sent().stream()
                .map(one -> one.value.getStats())
                .filter(one ->
                        one instanceof VisitsCounted row && row.getJournal().equals(VisitStatsKey.PURGED))
                .mapToLong(one -> ((VisitsCounted) one).getSequence())
                .max()
                .orElse(0);
    }

    private List<KeyValue<String, VisitStats>> sent() {
        return new ArrayList<>(stats.readKeyValuesToList());
    }

    @Override
    public void close() {
        driver.close();
    }
}
