package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.projector.tables.EventRows;
import io.linklog.projector.tables.LinkTables;
import io.linklog.projector.tables.ListWrites;
import io.linklog.projector.tables.WordTables;
import io.linklog.projector.tables.WordWrites;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.projection.ProjectionTables;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.schemas.words.LinkWords;
import io.linklog.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The environment of a query-service in a test: real servers. It plays topology and projector: a test decides whether
 * an event is in the log, in Cassandra, or in both.
 */
public final class Backstage implements AutoCloseable {

    private static final URI PUBLIC_URL = URI.create("https://sho.rt");

    private final LocalStack stack;
    private final KafkaSettings kafka;
    private final SchemaRegistry registry;
    private final Admin admin;
    private final Producer<String, LinkEvent> producer;
    private final Etcd etcd;
    private final CqlSession cassandra;
    private final Map<String, LinkTables> tables = new HashMap<>();
    private final Map<String, WordTables> wordTables = new HashMap<>();

    public Backstage(LocalStack stack) {
        this.stack = stack;
        QuerySettings settings = settings(Map.of());
        this.kafka = settings.kafka();
        this.registry = new SchemaRegistry(settings.registry());
        this.admin = Admin.create(kafka.client(Map.of()));
        new TopicInstaller(admin, kafka.partitions(), 1, kafka.reportsKept()).install(KafkaSettings.ADMIN_DEADLINE);
        this.producer = new KafkaProducer<>(
                kafka.client(Map.of("transactional.id", "test-" + UUID.randomUUID(), "linger.ms", 0)),
                new StringSerializer(),
                AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry)
                        .serializer());
        producer.initTransactions();
        this.etcd = new Etcd(settings.service().etcd());
        this.cassandra = settings.cassandra().open();
    }

    public QuerySettings settings(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("LINKLOG_HTTP_PORT", "0");
        environment.put("LINKLOG_ADMIN_PORT", "0");
        environment.put("LINKLOG_PARTITIONS", "3");
        // a new folder each time: a journal of visits belongs to one instance
        environment.put("LINKLOG_STATE_DIR", stateDir().toString());
        environment.put("LINKLOG_PUBLIC_URL", PUBLIC_URL.toString());
        // long deadlines for slow machines; only tests of deadlines set short ones
        environment.put("LINKLOG_CASSANDRA_TIMEOUT", "30s");
        environment.put("LINKLOG_ETCD_TIMEOUT", "20s");
        environment.put("LINKLOG_READ_DEADLINE", "15s");
        environment.put("LINKLOG_FENCE_WAIT", "15s");
        environment.put("LINKLOG_API_KEYS", "off");
        environment.putAll(more);
        return QuerySettings.from(new Env(environment));
    }

    private static Path stateDir() {
        try {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public QueryService start(Map<String, String> more, InstantSource clock) throws Exception {
        return QueryService.start(settings(more), new Health(), clock);
    }

    /** The number of open event streams of a service. */
    public static int openStreams(QueryService service) {
        return service.streams().countOpen();
    }

    /** Creates a keyspace with empty tables, projected to the current end of the log. */
    public String createKeyspace() throws Exception {
        // a random number: the tests of several classes share a stack
        String keyspace = new Keyspace(ThreadLocalRandom.current().nextInt(1_000_000, 1_000_000_000)).name();
        ProjectionTables.statements(keyspace, "{'class': 'SimpleStrategy', 'replication_factor': 1}")
                .forEach(cassandra::execute);
        commitEndOfLog(keyspace);
        return keyspace;
    }

    /** Makes readers use a keyspace. */
    public void activate(String keyspace) throws Exception {
        long revision = etcd.await(etcd.get(KeyspaceKeys.ACTIVE))
                .map(Etcd.Entry::modRevision)
                .orElse(Etcd.ABSENT);
        if (etcd.await(etcd.compareAndSet(KeyspaceKeys.ACTIVE, revision, keyspace))
                .isEmpty()) {
            throw new IllegalStateException("The active keyspace was changed concurrently");
        }
    }

    /** Commits events to the log in one transaction, like the topology; projects nothing. */
    public void log(LinkEvent... events) {
        producer.beginTransaction();
        for (LinkEvent event : events) {
            producer.send(new ProducerRecord<>(
                    Topics.LINK_EVENTS.name(), event.getLink().getCode(), event));
        }
        producer.commitTransaction();
    }

    /** Appends a record that is not an event. */
    public void logGarbage(String key) throws Exception {
        try (Producer<String, byte[]> raw = new KafkaProducer<>(
                kafka.client(Map.of()),
                new StringSerializer(),
                new org.apache.kafka.common.serialization.ByteArraySerializer())) {
            raw.send(new ProducerRecord<>(Topics.LINK_EVENTS.name(), key, new byte[] {9, 9, 9}))
                    .get();
        }
    }

    /** Writes events to the tables of a keyspace, like the projector, but commits no offset. */
    public void project(String keyspace, LinkEvent... events) {
        for (LinkEvent event : events) {
            for (CompletionStage<?> write : startWrites(keyspace, event)) {
                write.toCompletableFuture().join();
            }
        }
    }

    /** Starts the writes of one event: those of the projector. */
    public List<CompletionStage<?>> startWrites(String keyspace, LinkEvent event) {
        LinkTables written = tables.computeIfAbsent(
                keyspace, name -> new LinkTables(cassandra, Keyspace.parse(name).orElseThrow()));
        EventRows rows = EventRows.of(event);
        ListWrites lists = new ListWrites(written);
        lists.add(rows);
        List<CompletionStage<?>> writes = new ArrayList<>();
        writes.add(cassandra.executeAsync(written.state(rows)));
        lists.drain(
                batch -> writes.add(cassandra.executeAsync(batch)),
                (hour, partition) -> writes.add(cassandra.executeAsync(hour)));
        WordWrites words = new WordWrites(wordTables.computeIfAbsent(
                keyspace, name -> new WordTables(cassandra, Keyspace.parse(name).orElseThrow())));
        words.add(rows, LinkWords.of(event.getLink(), PUBLIC_URL));
        words.drain(
                batch -> writes.add(cassandra.executeAsync(batch)),
                (month, number) -> writes.add(cassandra.executeAsync(month)));
        return writes;
    }

    /** Commits the end of the log as the projector's offset for a keyspace. */
    public void commitEndOfLog(String keyspace) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < kafka.partitions(); partition++) {
            latest.put(new TopicPartition(Topics.LINK_EVENTS.name(), partition), OffsetSpec.latest());
        }
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        admin.listOffsets(latest)
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
        admin.alterConsumerGroupOffsets(Keyspace.group(keyspace, ProjectedFeed.LINKS), ends)
                .all()
                .get();
    }

    /** Deletes all visits from the log, like its retention; returns how many. */
    public long deleteVisits() throws Exception {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        for (int partition = 0; partition < kafka.partitions(); partition++) {
            TopicPartition visits = new TopicPartition(Topics.VISITS.name(), partition);
            all.put(visits, RecordsToDelete.beforeOffset(-1)); // all records
            earliest.put(visits, OffsetSpec.earliest());
        }
        long deleted = 0;
        for (var begin : admin.listOffsets(earliest).all().get().values()) {
            deleted -= begin.offset();
        }
        for (var begin : admin.deleteRecords(all).lowWatermarks().values()) {
            deleted += begin.get().lowWatermark();
        }
        return deleted;
    }

    /** Reads the visits of some codes from the log; they are in order within each partition. */
    public List<Visit> readVisits(Set<String> codes) {
        return readRecords(codes).stream().map(ConsumerRecord::value).toList();
    }

    /** Reads the trace ids of the visits of a code; "" for a visit without a trace. */
    public List<String> readTraces(String code) {
        return readRecords(Set.of(code)).stream()
                .map(record -> KafkaSpans.context(record.headers()))
                .map(context -> context.isValid() ? context.getTraceId() : "")
                .toList();
    }

    private List<ConsumerRecord<String, Visit>> readRecords(Set<String> codes) {
        List<ConsumerRecord<String, Visit>> found = new ArrayList<>();
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < kafka.partitions(); partition++) {
            partitions.add(new TopicPartition(Topics.VISITS.name(), partition));
        }
        try (KafkaConsumer<String, Visit> consumer = new KafkaConsumer<>(
                kafka.client(Map.of()),
                new StringDeserializer(),
                AvroSerde.ofValues(Topics.VISITS, Visit.class, registry).deserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (codes.contains(record.key())) {
                        found.add(record);
                    }
                });
            }
        }
        return found;
    }

    public LocalStack stack() {
        return stack;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        admin.close(Duration.ofSeconds(1));
        etcd.close();
        cassandra.close();
    }
}
