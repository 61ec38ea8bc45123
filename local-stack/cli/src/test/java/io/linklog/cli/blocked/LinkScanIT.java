package io.linklog.cli.blocked;

import static io.linklog.cli.blocked.SampleLinks.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.Report;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.reports.Reports;
import io.linklog.schemas.targets.HostPattern;
import io.linklog.schemas.targets.HostSet;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkScanIT {

    private static final int PARTITIONS = 3;
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String EVIL = "https://www.evil.example/";
    private static final String GOOD = "https://example.org/";

    private final LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY);
    private final Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafkaBootstrap());
    private final SchemaRegistry registry = new SchemaRegistry(
            new SchemaRegistry.Settings(List.of(URI.create(stack.registryUrl())), null, null, Duration.ofSeconds(10)));
    private final AvroSerde<Link> links = AvroSerde.ofValues(Topics.LINKS, Link.class, registry);
    private final AvroSerde<Report> reports = AvroSerde.ofValues(Topics.REPORTS, Report.class, registry);
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    private final StringWriter out = new StringWriter();
    /** Topics of this test: others write to the real ones. */
    private final String linkTopic = "links-" + UUID.randomUUID();

    private final String reportTopic = "reports-" + UUID.randomUUID();

    @BeforeEach
    void makeTopics() throws Exception {
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(
                            new NewTopic(linkTopic, PARTITIONS, (short) 1),
                            new NewTopic(reportTopic, PARTITIONS, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void close() throws Exception {
        producer.close(Duration.ofSeconds(5));
        consumer.close();
        try (Admin admin = Admin.create(settings)) {
            admin.deleteTopics(List.of(linkTopic, reportTopic)).all().get(20, TimeUnit.SECONDS);
        }
    }

    private void put(String topic, String key, byte @Nullable [] value) {
        try {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void put(Link link) {
        put(linkTopic, link.getCode(), links.serializer().serialize(linkTopic, link));
    }

    private void put(Report report) {
        put(reportTopic, ReportId.of(report).key(), reports.serializer().serialize(reportTopic, report));
    }

    private LinkScan.Result scan(int mostHits, LinkScan.Sink sink) throws IOException {
        return new LinkScan(
                        consumer,
                        links.deserializer(),
                        reports.deserializer(),
                        new HostSet(List.of(HostPattern.parse(".evil.example"))),
                        mostHits,
                        InstantSource.fixed(NOW),
                        new PrintWriter(out, true))
                .run(partitions(linkTopic), partitions(reportTopic), sink);
    }

    private LinkScan.Result scan() throws IOException {
        return scan(100, found -> found.forEach(this::put));
    }

    private static List<TopicPartition> partitions(String topic) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            all.add(new TopicPartition(topic, i));
        }
        return all;
    }

    @Test
    void whatLeadsToABlockedHostNowIsReportedOnce() throws Exception {
        put(link("evil", LinkState.ACTIVE, EVIL));
        put(link("good", LinkState.ACTIVE, GOOD));
        put(link("ruled", LinkState.ACTIVE, GOOD, EVIL));
        put(link("mended", LinkState.ACTIVE, EVIL));
        put(link("mended", LinkState.ACTIVE, GOOD));
        put(link("deleted", LinkState.ACTIVE, EVIL));
        put(link("deleted", LinkState.DELETED, EVIL));
        put(link("purged", LinkState.ACTIVE, EVIL));
        put(linkTopic, "purged", null);
        put(linkTopic, "broken", new byte[] {1, 2, 3});

        List<Report> found = new ArrayList<>();
        assertThat(scan(100, found::addAll)).isEqualTo(new LinkScan.Result(10, 2, 0, 1, false));
        assertThat(found).extracting(Report::getCode).containsExactlyInAnyOrder("evil", "ruled");
        assertThat(found).allSatisfy(report -> {
            assertThat(report.getText()).isEqualTo("host www.evil.example is blocked");
            assertThat(report.getReason()).isEqualTo("blocked");
            assertThat(report.getTenant()).isEqualTo("blue");
            assertThat(report.getPlace()).isEqualTo(ReportId.SYSTEM);
        });
        assertThat(out.toString()).contains("evil  host www.evil.example is blocked", "cannot be read");

        found.forEach(this::put);
        assertThat(scan()).isEqualTo(new LinkScan.Result(10, 0, 2, 1, false));
    }

    @Test
    void aDismissedReportStaysDismissedUntilTheLinkLeadsToAnotherBlockedHost() throws Exception {
        put(link("evil", LinkState.ACTIVE, EVIL));
        // a visitor's report is none of the system's
        put(Reports.open(new ReportId("evil", 1, 1), "blue", NOW, "spam", "host www.evil.example is blocked", null));
        List<Report> found = new ArrayList<>();
        scan(100, found::addAll);
        put(Reports.dismiss(found.get(0), NOW, null));
        assertThat(scan().reported()).isZero();

        put(link("evil", LinkState.ACTIVE, "https://evil.example/other"));
        assertThat(scan().reported()).isEqualTo(1);

        put(reportTopic, new ReportId("evil", ReportId.SYSTEM, 1).key(), null);
        assertThat(scan().reported()).as("after the deletion of the report").isEqualTo(1);
    }

    @Test
    void aScanThatEndsInTheMiddleIsContinuedByTheNext() throws Exception {
        for (int i = 0; i < 30; i++) {
            put(link("evil" + i, LinkState.ACTIVE, EVIL));
        }
        assertThatThrownBy(() -> scan(100, found -> {
                    put(found.get(0));
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        LinkScan.Result next = scan();
        assertThat(next.reported()).isEqualTo(29);
        assertThat(next.known()).isEqualTo(1);
    }

    @Test
    void aPassWithTooManyHitsSaysThatThereAreMore() throws Exception {
        for (int i = 0; i < 30; i++) {
            put(link("evil" + i, LinkState.ACTIVE, EVIL));
        }
        LinkScan.Result first = scan(5, found -> found.forEach(this::put));
        assertThat(first.reported()).isEqualTo(15);
        assertThat(first.isCut()).isTrue();
        LinkScan.Result second = scan();
        assertThat(second).isEqualTo(new LinkScan.Result(30, 15, 15, 0, false));
    }
}
