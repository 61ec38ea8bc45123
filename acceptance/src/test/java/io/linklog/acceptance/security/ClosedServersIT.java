package io.linklog.acceptance.security;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.sun.net.httpserver.HttpServer;
import io.linklog.acceptance.load.Follower;
import io.linklog.acceptance.system.HookCall;
import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.stack.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Each process can do its work with the rights that docker/security grants its user, and nothing else. */
@Isolated
@Tag("long") // a minute
@Order(15)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClosedServersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

    private ClosedLinklog linklog;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        linklog = ClosedLinklog.start(folder);
    }

    @AfterAll
    void stop() {
        if (linklog != null) {
            linklog.close();
        }
    }

    @Test
    @Order(1)
    void aLinkIsMadeFollowedAndCounted() throws Exception {
        try (Follower follower = new Follower(linklog.reads(), "")) {
            await().atMost(PATIENCE).until(() -> !follower.lastId().isEmpty());
            String command = linklog.commands()
                    .create(link("https://example.org/").put("customSlug", "closed"), "Prefer", "wait=30")
                    .is(201)
                    .header("Linklog-Command-Id");
            // of an id that nobody knows, the log is asked
            String unknown = command.substring(0, command.length() - 1) + (command.endsWith("0") ? "1" : "0");
            linklog.commands().get("/api/v1/commands/" + unknown).is(404);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            linklog.reads().get("/closed", "User-Agent", PERSON).is(302));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(linklog.reads()
                                    .get(LINKS + "/closed/stats")
                                    .is(200)
                                    .json()
                                    .at("/total/human")
                                    .asInt())
                            .isPositive());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(follower.events())
                            .extracting(Follower.Event::type)
                            .contains("link.created", "visit"));
        }
    }

    @Test
    @Order(2)
    void aLinkIsReportedAndPurged() {
        linklog.reads()
                .send(
                        "POST",
                        "/closed/report",
                        BodyPublishers.ofString("reason=spam"),
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .is(200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                linklog.reads().get("/api/v1/reports").is(200).text())
                        .contains("\"closed\""));
        linklog.commands()
                .create(link("https://example.org/old").put("customSlug", "purged"))
                .is(201);
        linklog.commands().delete(LINKS + "/purged").is(204);
        linklog.commands()
                .send("POST", LINKS + "/purged/purge", BodyPublishers.noBody())
                .is(204);
        await().atMost(PATIENCE)
                .untilAsserted(() -> linklog.reads().get(LINKS + "/purged").is(404));
    }

    @Test
    @Order(3)
    void aWebhookIsDeliveredShownAndRemoved() throws Exception {
        List<HookCall> calls = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> calls.add(HookCall.take(exchange)));
        receiver.start();
        try {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
            linklog.cli()
                    .run("webhooks", "add", url, "--id", "closed", "--code", "closed")
                    .is(0);
            linklog.commands().edit("closed", object().put("title", "Closed")).is(200);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(calls).extracting(HookCall::event).contains("link.edited closed"));
            linklog.commands().get("/api/v1/webhooks/closed").is(200);
            linklog.commands().get("/api/v1/webhooks/closed/deliveries").is(200);
            linklog.commands().delete("/api/v1/webhooks/closed").is(204);
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    @Order(4)
    void whatCannotBeReadBecomesADeadLetter() throws Exception {
        List<String> topics =
                List.of("link-commands", "link-events", "visits", "visit-stats", "visit-purges", "reports");
        for (String topic : topics) {
            write(topic, "operator");
        }
        try (Admin admin = Admin.create(linklog.kafka("operator"))) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(topics).allMatch(topic -> hasRecords(topic + ".dlq", admin)));
        }
    }

    private static boolean hasRecords(String topic, Admin admin) {
        Map<TopicPartition, OffsetSpec> ends = Map.of(
                new TopicPartition(topic, 0), OffsetSpec.latest(), new TopicPartition(topic, 1), OffsetSpec.latest());
        return KafkaCalls.await(admin.listOffsets(ends).all()).values().stream().anyMatch(end -> end.offset() > 0);
    }

    @Test
    @Order(5)
    void tablesAndStoresAreRebuilt() {
        assertThat(linklog.cli().run("replay").is(0).out()).contains("equal");
        linklog.cli().run("replay", "--decider").is(0);
        await().atMost(PATIENCE)
                .untilAsserted(() -> linklog.reads().get("/closed").is(302));
        linklog.commands().edit("closed", object().put("title", "Rebuilt")).is(200);
    }

    @Test
    @Order(6)
    void kafkaHasRefusedNothing() throws Exception {
        assertThat(linklog.log(Server.KAFKA))
                // a service that starts before streams-topology has made the topics tries to make them
                .filteredOn(line -> line.contains("Denied") && !line.contains("CREATE"))
                .isEmpty();
    }

    @Test
    @Order(6)
    void etcdHasRefusedNothing() throws Exception {
        assertThat(linklog.serviceLogs())
                .filteredOn(line -> line.contains("permission denied") || line.contains("PERMISSION_DENIED"))
                .isEmpty();
    }

    @Test
    @Order(7)
    void noServiceSeesOrWritesTheSecretsOfOthersInEtcd() throws Exception {
        Map<String, List<String>> foreign = Map.of(
                "edge-agent", List.of("api-keys/", "keys/", "webhooks/", "visits/", "rules/"),
                "command-service", List.of("keys/", "ids/", "visits/", "rules/"),
                "streams-topology", List.of("api-keys/", "webhooks/", "visits/salt/"),
                "projector", List.of("api-keys/", "keys/", "visits/salt/"),
                "query-service", List.of("keys/", "ids/", "webhooks/"));
        for (Map.Entry<String, List<String>> one : foreign.entrySet()) {
            try (Etcd etcd = linklog.etcd(one.getKey())) {
                for (String prefix : one.getValue()) {
                    assertThatThrownBy(() -> etcd.await(etcd.list("/linklog/" + prefix)))
                            .as("%s reads %s", one.getKey(), prefix)
                            .hasMessageContaining("permission denied");
                }
                assertThatThrownBy(
                                () -> etcd.await(etcd.compareAndSet("/linklog/services/another/1", Etcd.ABSENT, "{}")))
                        .as("%s registers as another service", one.getKey())
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    @Order(4) // a replay drops the keyspace
    void noServiceReadsOrWritesTheTablesOfOthers() throws Exception {
        try (CqlSession query = linklog.cassandra("query-service");
                CqlSession projector = linklog.cassandra("projector")) {
            assertThat(query.execute("SELECT code FROM linklog_1.links LIMIT 1").all())
                    .isNotNull();
            for (String statement : List.of(
                    "DELETE FROM linklog_1.links WHERE code = 'closed'",
                    "DROP KEYSPACE linklog_1",
                    "SELECT role FROM system_auth.roles")) {
                assertThatThrownBy(() -> query.execute(statement))
                        .as("query-service: %s", statement)
                        .isInstanceOf(UnauthorizedException.class);
            }
            assertThatThrownBy(() -> projector.execute(
                            "UPDATE system_auth.roles SET is_superuser = true" + " WHERE role = 'projector'"))
                    .isInstanceOf(UnauthorizedException.class);
        }
        assertThatThrownBy(() -> linklog.cassandra("cassandra", "cassandra"))
                .isInstanceOf(AllNodesFailedException.class)
                .hasMessageContaining("AuthenticationException");
    }

    @Test
    @Order(7)
    void noServiceWritesWhatIsAnothersToWrite() {
        Map<String, List<String>> foreign = Map.of(
                "query-service", List.of("link-events", "link-commands", "link-outcomes", "visit-stats"),
                "command-service", List.of("link-events", "links", "purged-links", "reports"),
                "projector", List.of("link-events", "link-commands", "visits"),
                "streams-topology", List.of("visits", "reports"),
                "schema-registry", List.of("link-events"));
        foreign.forEach((user, topics) -> topics.forEach(topic -> assertThatThrownBy(() -> write(topic, user))
                .as("%s writes %s", user, topic)
                .hasCauseInstanceOf(TopicAuthorizationException.class)));
    }

    @Test
    @Order(8)
    void nobodyElseGetsIntoKafka() throws Exception {
        Properties wrong = linklog.kafka("query-service");
        wrong.computeIfPresent(
                "sasl.jaas.config", (name, text) -> ((String) text).replace("password=\"", "password=\"x"));
        assertThatThrownBy(() -> topics(wrong)).hasCauseInstanceOf(SaslAuthenticationException.class);
        Properties nobody = new Properties();
        nobody.put("bootstrap.servers", wrong.get("bootstrap.servers"));
        nobody.put("default.api.timeout.ms", 2_000);
        nobody.put("request.timeout.ms", 1_000);
        assertThatThrownBy(() -> topics(nobody)).isInstanceOf(ExecutionException.class);
    }

    private void write(String topic, String user) throws Exception {
        Properties properties = linklog.kafka(user);
        properties.put("max.block.ms", 10_000);
        properties.put("enable.idempotence", false);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[] {1}))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static void topics(Properties properties) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            admin.listTopics().names().get(20, TimeUnit.SECONDS);
        }
    }
}
