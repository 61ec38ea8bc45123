package io.linklog.projector;

import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** What tests say to real servers: events into the log, rows out of the tables. */
public final class TestStores implements AutoCloseable {

    /** For what takes seconds on a machine of its own and a minute on one that is busy. */
    public static final Duration LONG_ENOUGH = Duration.ofMinutes(3);

    private final Closer closer = new Closer();
    private final Map<String, String> environment;
    private final ProjectorSettings settings;
    private final ProjectionStores stores;
    private final Etcd etcd;
    private final Admin admin;
    private KafkaProducer<String, byte[]> producer;
    private final Serializer<LinkEvent> serializer;
    private final Serializer<VisitStats> statsSerializer;
    private final Serializer<Visit> visitSerializer;

    public TestStores(LocalStack stack) throws Exception {
        stack.start(Server.values());
        environment = new HashMap<>(stack.environment());
        environment.put("LINKLOG_PARTITIONS", "4");
        environment.put("LINKLOG_ADMIN_PORT", "0");
        // many servers start at once on few cores
        environment.put("LINKLOG_CASSANDRA_TIMEOUT", "5s");
        environment.put("LINKLOG_ETCD_TIMEOUT", "10s");
        Env env = new Env(environment);
        settings = ProjectorSettings.from(env);
        stores = Projector.openStores(settings, Tracing.off(), closer);
        etcd = closer.add("etcd", new Etcd(settings.etcd()));
        KafkaSettings kafka = settings.kafka();
        admin = closer.add("admin", Admin.create(kafka.client(Map.of())));
        producer = openProducer();
        closer.add("producer", () -> producer.close());
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        serializer = AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry)
                .serializer();
        statsSerializer = AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, registry)
                .serializer();
        visitSerializer =
                AvroSerde.ofValues(Topics.VISITS, Visit.class, registry).serializer();
    }

    public Map<String, String> environment() {
        return environment;
    }

    public ProjectorSettings settings() {
        return settings;
    }

    public ProjectionStores stores() {
        return stores;
    }

    public Etcd etcd() {
        return etcd;
    }

    public Admin admin() {
        return admin;
    }

    /** A projection as the projector has it. */
    public Projection project(Keyspace keyspace) {
        return project(keyspace, new ProjectionMeters(new SimpleMeterRegistry()));
    }

    public Projection project(Keyspace keyspace, ProjectionMeters meters) {
        return new Projection(
                stores, keyspace, settings.projection(), Projection.Partitions.SHARED, meters, new Health());
    }

    /** Puts events on the log, in this order, as one transaction; returns when it is committed. */
    public void log(List<LinkEvent> events) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (LinkEvent event : events) {
            records.add(record(event.getLink().getCode(), serializer.serialize(Topics.LINK_EVENTS.name(), event)));
        }
        commit(records);
    }

    /** Puts totals on the log as one transaction; returns when it is committed. */
    public void logStats(Object... stats) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (Object one : stats) {
            VisitStats value = new VisitStats(one);
            records.add(new ProducerRecord<>(
                    Topics.VISIT_STATS.name(),
                    VisitStatsKey.of(value),
                    statsSerializer.serialize(Topics.VISIT_STATS.name(), value)));
        }
        commit(records);
    }

    /** Puts visits on the log, each on the partition that it names. */
    public void logVisits(List<Visit> visits) {
        commit(visits.stream()
                .map(visit -> new ProducerRecord<>(
                        Topics.VISITS.name(),
                        visit.getPartition(),
                        visit.getCode(),
                        visitSerializer.serialize(Topics.VISITS.name(), visit)))
                .toList());
    }

    /** Puts bytes on the log. */
    public void logBytes(String key, byte @Nullable [] value) {
        commit(List.of(record(key, value)));
    }

    private synchronized void commit(List<ProducerRecord<String, byte[]>> records) {
        try {
            producer.beginTransaction();
            // the commit reports what a send could not do
            records.forEach(producer::send);
            producer.commitTransaction();
        } catch (InvalidTxnStateException e) {
            // a commit that was repeated under load; whether it counted is unknown, and a repeat is as good as once
            producer.close();
            producer = openProducer();
            commit(records);
        }
    }

    private KafkaProducer<String, byte[]> openProducer() {
        KafkaProducer<String, byte[]> opened = new KafkaProducer<>(
                settings.kafka()
                        .client(Map.of(
                                // as the topology writes: transactions leave marks on the log, which count as offsets
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

    /** Waits until the keyspace's groups have committed all that is on the log now. */
    public void awaitProjected(Keyspace keyspace) throws Exception {
        Map<TopicPartition, Long> ends = ends();
        Awaitility.await("committed offsets of " + keyspace).atMost(LONG_ENOUGH).until(() -> {
            Map<TopicPartition, Long> committed = committed(keyspace);
            return ends.entrySet().stream().allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
    }

    public Map<TopicPartition, Long> ends() throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(ProjectedTopics.ALL.stream().map(Topic::name).toList())
                .allTopicNames()
                .get()
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition ->
                                latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
        return admin.listOffsets(latest).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    public Map<TopicPartition, Long> committed(Keyspace keyspace) throws Exception {
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (Topic topic : ProjectedTopics.ALL) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(keyspace.group(topic))
                    .partitionsToOffsetAndMetadata()
                    .get();
            offsets.forEach((partition, offset) -> {
                if (offset != null) {
                    committed.put(partition, offset.offset());
                }
            });
        }
        return committed;
    }

    /** All rows of a table whose code begins so, as text, sorted: what a test compares. */
    public List<String> rows(Keyspace keyspace, String table, String codePrefix) {
        List<String> rows = new ArrayList<>();
        for (Row row : stores.cassandra().execute("SELECT * FROM " + keyspace.name() + "." + table)) {
            if (String.valueOf(row.getString("code")).startsWith(codePrefix)) {
                rows.add(row.getFormattedContents());
            }
        }
        rows.sort(null);
        return rows;
    }

    /** The lists that have a row of this code. */
    public SortedSet<String> listsOf(Keyspace keyspace, String code) {
        SortedSet<String> lists = new TreeSet<>();
        for (Row row : stores.cassandra().execute("SELECT list, code FROM " + keyspace.name() + ".link_list")) {
            if (code.equals(row.getString("code"))) {
                lists.add(row.getString("list"));
            }
        }
        return lists;
    }

    /** Codes with their long URLs. */
    public Map<String, String> longUrls(Keyspace keyspace, String codePrefix) {
        Map<String, String> urls = new TreeMap<>();
        for (Row row : stores.cassandra().execute("SELECT code, long_url FROM " + keyspace.name() + ".links")) {
            String code = String.valueOf(row.getString("code"));
            if (code.startsWith(codePrefix)) {
                urls.put(code, String.valueOf(row.getString("long_url")));
            }
        }
        return urls;
    }

    @Override
    public void close() throws Exception {
        closer.close();
    }
}
