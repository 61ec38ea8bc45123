package io.linklog.kit.kafka;

import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.process.Closer;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Report;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The topics of a stack of real servers. Writes records as the topology does, and reads offsets. */
public class TestLog implements AutoCloseable {

    /** A timeout for work that takes seconds on an idle machine and a minute on a busy one. */
    public static final Duration LONG_ENOUGH = Duration.ofMinutes(3);

    /** Closes the clients of this class; subclasses may add resources. */
    protected final Closer closer = new Closer();

    private final Map<String, String> environment;
    private final KafkaSettings kafka;
    private final SchemaRegistry registry;
    private final Etcd etcd;
    private final Admin admin;
    private final ProjectedTopics topics;
    private KafkaProducer<String, byte[]> producer;
    private final Serializer<LinkEvent> events;
    private final Serializer<VisitStats> stats;
    private final Serializer<Visit> visits;
    private final Serializer<VisitPurge> purges;
    private final Serializer<Report> reports;

    /** Starts all servers of the stack and creates the topics. */
    public TestLog(LocalStack stack) throws Exception {
        stack.start(Server.values());
        environment = new HashMap<>(stack.environment());
        environment.put("LINKLOG_PARTITIONS", "4");
        environment.put("LINKLOG_ADMIN_PORT", "0");
        // several servers start at the same time on few cores
        environment.put("LINKLOG_CASSANDRA_TIMEOUT", "5s");
        environment.put("LINKLOG_ETCD_TIMEOUT", "10s");
        Env env = new Env(environment);
        kafka = KafkaSettings.from(env);
        registry = new SchemaRegistry(SchemaRegistryEnv.from(env));
        etcd = closer.add("etcd", new Etcd(EtcdEnv.from(env)));
        admin = closer.add("admin", Admin.create(kafka.client(Map.of())));
        InstalledTopics.await(admin, kafka);
        topics = closer.add("topics", new ProjectedTopics(kafka));
        producer = openProducer();
        closer.add("producer", () -> producer.close());
        events = AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry)
                .serializer();
        stats = AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, registry)
                .serializer();
        visits = AvroSerde.ofValues(Topics.VISITS, Visit.class, registry).serializer();
        purges = AvroSerde.ofValues(Topics.VISIT_PURGES, VisitPurge.class, registry)
                .serializer();
        reports = AvroSerde.ofValues(Topics.REPORTS, Report.class, registry).serializer();
    }

    /** The settings with which a service connects to the servers. */
    public Map<String, String> environment() {
        return environment;
    }

    public KafkaSettings kafka() {
        return kafka;
    }

    public SchemaRegistry registry() {
        return registry;
    }

    public Etcd etcd() {
        return etcd;
    }

    public Admin admin() {
        return admin;
    }

    /** Writes events to {@code link-events} in one transaction and in this order. Returns when it is committed. */
    public void log(List<LinkEvent> changes) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (LinkEvent change : changes) {
            records.add(record(change.getLink().getCode(), events.serialize(Topics.LINK_EVENTS.name(), change)));
        }
        commit(records);
    }

    /** Writes totals to {@code visit-stats} in one transaction. Returns when it is committed. */
    public void logStats(Object... totals) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (Object one : totals) {
            VisitStats value = new VisitStats(one);
            records.add(new ProducerRecord<>(
                    Topics.VISIT_STATS.name(),
                    VisitStatsKey.of(value),
                    stats.serialize(Topics.VISIT_STATS.name(), value)));
        }
        commit(records);
    }

    /** Writes each visit to the partition that it names, all in one transaction. */
    public void logVisits(List<Visit> all) {
        commit(all.stream()
                .map(visit -> new ProducerRecord<>(
                        Topics.VISITS.name(),
                        visit.getPartition(),
                        visit.getCode(),
                        visits.serialize(Topics.VISITS.name(), visit)))
                .toList());
    }

    /** Writes a purge of visits. */
    public void logPurge(VisitPurge purge) {
        commit(List.of(new ProducerRecord<>(
                Topics.VISIT_PURGES.name(), purge.getName(), purges.serialize(Topics.VISIT_PURGES.name(), purge))));
    }

    /** Writes reports in one transaction. */
    public void logReports(List<Report> all) {
        commit(all.stream()
                .map(report -> new ProducerRecord<>(
                        Topics.REPORTS.name(),
                        ReportId.of(report).key(),
                        reports.serialize(Topics.REPORTS.name(), report)))
                .toList());
    }

    /** Deletes a report. */
    public void deleteReport(ReportId id) {
        commit(List.of(new ProducerRecord<>(Topics.REPORTS.name(), id.key(), null)));
    }

    /** Writes a value to {@code link-events}; null for a tombstone. */
    public void logBytes(String key, byte @Nullable [] value) {
        commit(List.of(record(key, value)));
    }

    private synchronized void commit(List<ProducerRecord<String, byte[]>> records) {
        try {
            producer.beginTransaction();
            // the commit fails if a send failed
            records.forEach(producer::send);
            producer.commitTransaction();
        } catch (InvalidTxnStateException e) {
            // under load the client may repeat a commit, and its result is then unknown; a second write is harmless
            producer.close();
            producer = openProducer();
            commit(records);
        }
    }

    private KafkaProducer<String, byte[]> openProducer() {
        KafkaProducer<String, byte[]> opened = new KafkaProducer<>(
                kafka.client(Map.of(
                        // transactions, as in the topology: their markers occupy offsets
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "test-" + UUID.randomUUID(),
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        30_000)),
                new StringSerializer(),
                new ByteArraySerializer());
        opened.initTransactions();
        return opened;
    }

    private static ProducerRecord<String, byte[]> record(String key, byte @Nullable [] value) {
        return new ProducerRecord<>(Topics.LINK_EVENTS.name(), key, value);
    }

    /** Waits until the keyspace's groups have committed the current end offsets. */
    public void awaitProjected(Keyspace keyspace) {
        Map<FeedPartition, Long> begins = begins();
        Map<FeedPartition, Long> ends = ends();
        Awaitility.await("committed offsets of " + keyspace).atMost(LONG_ENOUGH).until(() -> {
            Map<FeedPartition, Long> committed = committedOffsets(keyspace);
            return ends.entrySet().stream()
                    .allMatch(end -> committed.getOrDefault(end.getKey(), begins.get(end.getKey())) >= end.getValue());
        });
    }

    /** The end offset of each projected partition. */
    public Map<FeedPartition, Long> ends() {
        return topics.ends();
    }

    /** The offset of the first record of each projected partition. */
    public Map<FeedPartition, Long> begins() {
        return topics.begins();
    }

    /** The committed offsets of a keyspace's groups. */
    public Map<FeedPartition, Long> committedOffsets(Keyspace keyspace) {
        return topics.committedOffsets(keyspace);
    }

    @Override
    public void close() throws Exception {
        closer.close();
    }
}
