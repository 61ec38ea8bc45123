package io.linklog.query.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.mesh.domains.Domain;
import io.linklog.mesh.domains.DomainCheck;
import io.linklog.mesh.domains.DomainStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.query.Backstage;
import io.linklog.query.QueryService;
import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.schemas.Report;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Visitors behind an edge report links, on real servers. */
class ReportPagesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Backstage backstage;
    private static String keyspace;
    private static QueryService service;

    @BeforeAll
    static void start() throws Exception {
        backstage = new Backstage(SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD));
        keyspace = backstage.createKeyspace();
        backstage.activate(keyspace);
        service = backstage.start(
                Map.of(
                        "LINKLOG_REPORTS_PER_ADDRESS", "3/m",
                        "LINKLOG_UNLIMITED_ADDRESSES", "none",
                        "LINKLOG_TRUSTED_PROXIES", "127.0.0.1"),
                InstantSource.system());
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        backstage.close();
    }

    private static String code() {
        return "r" + UUID.randomUUID().toString().replace("-", "").substring(0, 10);
    }

    /** The whole answer. The client of the JDK sets Host itself. */
    private static String send(String method, String path, String host, String body, String... headers)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(30_000);
            String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n"
                    + String.join(
                            "",
                            List.of(headers).stream().map(line -> line + "\r\n").toList())
                    + "\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String report(String code, String host, String... headers) throws IOException {
        return send("POST", "/" + code + "/report", host, "reason=phishing&text=x", headers);
    }

    private static List<Report> reportsOf(String name) {
        List<Report> found = new ArrayList<>();
        var settings = backstage.settings(Map.of());
        try (KafkaConsumer<String, Report> consumer = new KafkaConsumer<>(
                settings.kafka().client(Map.of()),
                new StringDeserializer(),
                AvroSerde.ofValues(Topics.REPORTS, Report.class, new SchemaRegistry(settings.registry()))
                        .deserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.REPORTS.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.get(at))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (ReportId.ofKey(record.key())
                            .filter(id -> id.name().equals(name))
                            .isPresent()) {
                        found.add(record.value());
                    }
                });
            }
        }
        return found;
    }

    @Test
    void aReporterOverItsLimitIsTold429AndAnotherIsHeard() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/");
        backstage.project(keyspace, TestLinks.create(link));
        String one = "X-Forwarded-For: 203.0.113.1";
        for (int i = 0; i < 3; i++) {
            assertThat(report(link.getCode(), "sho.rt", one)).startsWith("HTTP/1.1 200");
        }
        String refused = report(link.getCode(), "sho.rt", one);
        assertThat(refused)
                .startsWith("HTTP/1.1 429")
                .contains("RateLimit-Policy: \"reports\";q=3;w=60", "Retry-After: ", "application/problem+json");
        assertThat(report(link.getCode(), "sho.rt", one, "Accept: text/html"))
                .startsWith("HTTP/1.1 429")
                .contains("text/html", "<h1>Please try again later</h1>");
        assertThat(report(link.getCode(), "sho.rt", "X-Forwarded-For: 203.0.113.2"))
                .startsWith("HTTP/1.1 200");
        assertThat(reportsOf(link.getCode())).hasSize(4);
    }

    @Test
    void aBrowserThatSendsATooLargeFormGetsAPage() throws Exception {
        String form = "reason=spam&text=" + "x".repeat(16 * 1024);
        String path = "/" + code() + "/report";
        assertThat(send("POST", path, "sho.rt", form, "X-Forwarded-For: 203.0.113.9", "Accept: text/html"))
                .startsWith("HTTP/1.1 413")
                .contains("text/html", "<h1>The body is too large</h1>");
        assertThat(send("POST", path, "sho.rt", form, "X-Forwarded-For: 203.0.113.9"))
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json");
    }

    @Test
    void aLinkOnAShortDomainIsReportedByItsNameAndNoOther() throws Exception {
        String domain = code() + ".example.org";
        String from = "X-Forwarded-For: 203.0.113.3";
        try (Etcd etcd = new Etcd(backstage.settings(Map.of()).service().etcd())) {
            etcd.await(new DomainStore(etcd, DomainCheck.NONE, InstantSource.system())
                    .add(domain, "blue", Domain.Targets.NONE));
        }
        Link plain = TestLinks.link(code(), "https://example.org/");
        Link link = TestLinks.with(plain, it -> {
            it.setDomain(domain);
            it.setTenant("blue");
        });
        backstage.project(keyspace, TestLinks.create(plain));
        backstage.project(keyspace, TestLinks.create(link));
        String path = "/" + link.getCode();
        await().atMost(PATIENCE).until(() -> send("GET", path, domain, "").startsWith("HTTP/1.1 302"));
        assertThat(send("GET", path + "/report", domain, "")).contains("https://" + domain + path);

        assertThat(report(link.getCode(), domain, from)).startsWith("HTTP/1.1 200");
        assertThat(reportsOf(domain + path)).singleElement().satisfies(report -> {
            assertThat(report.getDomain()).isEqualTo(domain);
            assertThat(report.getTenant()).isEqualTo("blue");
        });
        assertThat(reportsOf(link.getCode())).isEmpty();
        // a host of nobody has no form
        assertThat(report(link.getCode(), "nobody.example.net", from)).startsWith("HTTP/1.1 404");
    }
}
