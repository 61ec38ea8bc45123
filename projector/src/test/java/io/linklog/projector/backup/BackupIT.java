package io.linklog.projector.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.cassandra.CassandraSettings;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is saved, deleted, restored and compared, on real servers. */
class BackupIT {

    private static final String TOPIC = "_schemas";
    private static final List<String> KEPT =
            List.of("/linklog/keys/codes/1", "/linklog/webhooks/a", "/linklog/new/kind");
    private static final String COUNTER = "/linklog/ids/next";

    private final LocalStack stack = SharedStack.with(Server.KAFKA, Server.CASSANDRA, Server.ETCD);
    private final Etcd etcd =
            new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())).within(EtcdSettings.PATIENT));
    private final CqlSession cassandra =
            CassandraSettings.from(new Env(stack.environment())).open();
    private final Admin kafka = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()));

    @TempDir
    Path folder;

    @BeforeEach
    void deleteEverything() throws Exception {
        for (Etcd.Entry entry : etcd.await(etcd.list("/linklog/")).entries()) {
            etcd.await(etcd.delete(entry.key()));
        }
        cql("DROP KEYSPACE IF EXISTS linklog_limits");
        if (kafka.listTopics().names().get(20, TimeUnit.SECONDS).contains(TOPIC)) {
            kafka.deleteTopics(List.of(TOPIC)).all().get(20, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void close() throws Exception {
        deleteEverything();
        etcd.close();
        cassandra.close();
        kafka.close(Duration.ofSeconds(10));
    }

    @Test
    void allThatIsNotInTheLogComesBack() throws Exception {
        for (String key : KEPT) {
            put(key, "value of " + key);
        }
        put(COUNTER, "1000");
        etcd.await(etcd.transaction()
                .put(
                        "/linklog/services/s/gone",
                        "x",
                        etcd.await(etcd.leases().grant(Duration.ofSeconds(60))).id())
                .commit());
        cql("CREATE KEYSPACE linklog_limits WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        cql("CREATE TABLE linklog_limits.places (code text, place bigint, visitor uuid, PRIMARY KEY (code, place))");
        cql("CREATE TABLE linklog_limits.limits (code text PRIMARY KEY, leases frozen<map<text, bigint>>, note text)");
        cql("INSERT INTO linklog_limits.places (code, place, visitor) VALUES ('ü\"x', 7, uuid())");
        cql("INSERT INTO linklog_limits.limits (code, leases) VALUES ('c', {'one': 1, 'two': 2})");
        String places = rows("places");
        String limits = rows("limits");
        writeSchemas();
        List<String> schemas = schemas();
        write("certs/ca.pem", "ca");
        write("data/query-service/one/visits/00001", "journal");
        write("data/kafka/log", "not in the backup");

        Path file = folder.resolve("backup.zip");
        assertThat(run(BackupMain.commandLine(environment(), out()), file.toString()))
                .isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        deleteEverything();
        Files.delete(stackFolder().resolve("certs/ca.pem"));
        Files.delete(stackFolder().resolve("certs"));
        write("data/query-service/one/visits/00001", "newer journal");
        assertThat(run(RestoreMain.commandLine(environment(), out()), file.toString()))
                .isZero();

        for (String key : KEPT) {
            assertThat(value(key)).contains("value of " + key);
        }
        assertThat(value(COUNTER)).contains("1000");
        assertThat(etcd.await(etcd.list("/linklog/services/")).entries()).isEmpty();
        assertThat(rows("places")).isEqualTo(places);
        assertThat(rows("limits")).isEqualTo(limits);
        assertThat(schemas()).isEqualTo(schemas);
        assertThat(read("certs/ca.pem")).isEqualTo("ca");
        assertThat(read("data/query-service/one/visits/00001")).isEqualTo("newer journal");

        // what went on meanwhile stays, when a restore is repeated
        etcd.await(etcd.delete(COUNTER));
        put(COUNTER, "2000");
        cql("INSERT INTO linklog_limits.places (code, place, visitor) VALUES ('more', 1, uuid())");
        String morePlaces = rows("places");
        assertThat(run(RestoreMain.commandLine(environment(), out()), file.toString()))
                .isZero();
        assertThat(value(COUNTER)).contains("2000");
        assertThat(rows("places")).isEqualTo(morePlaces);
        assertThat(schemas()).isEqualTo(schemas);
    }

    @Test
    void restoreOfWhatIsNoBackupIsASentence() throws Exception {
        Path file = Files.writeString(folder.resolve("backup.zip"), "no zip");
        assertThat(run(RestoreMain.commandLine(environment(), out()), file.toString()))
                .isEqualTo(1);
    }

    private static int run(picocli.CommandLine command, String file) {
        return command.execute(file);
    }

    private static PrintStream out() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("LINKLOG_DIR", stackFolder().toString());
        return environment;
    }

    private Path stackFolder() {
        return folder.resolve("stack");
    }

    private void write(String name, String text) throws Exception {
        Path file = stackFolder().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String read(String name) throws Exception {
        return Files.readString(stackFolder().resolve(name));
    }

    private void put(String key, String value) throws InterruptedException {
        assertThat(etcd.await(etcd.compareAndSet(key, Etcd.ABSENT, value))).isPresent();
    }

    private Optional<String> value(String key) throws InterruptedException {
        return etcd.await(etcd.get(key)).map(Etcd.Entry::value);
    }

    private void cql(String statement) {
        cassandra.execute(com.datastax.oss.driver.api.core.cql.SimpleStatement.newInstance(statement)
                .setTimeout(Duration.ofSeconds(30)));
    }

    private String rows(String table) {
        return cassandra.execute("SELECT JSON * FROM linklog_limits." + table).all().stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList()
                .toString();
    }

    private void writeSchemas() throws Exception {
        kafka.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                .all()
                .get(20, TimeUnit.SECONDS);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrap()), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 3; i++) {
                ProducerRecord<String, String> record = new ProducerRecord<>(TOPIC, "k" + i, i == 2 ? null : "v" + i);
                record.headers().add("h", new byte[] {1, 2});
                producer.send(record).get(20, TimeUnit.SECONDS);
            }
        }
    }

    /** The records of the topic, and its cleanup policy. */
    private List<String> schemas() throws Exception {
        TopicPartition only = new TopicPartition(TOPIC, 0);
        Map<String, String> found = new TreeMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrap()),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            while (consumer.position(only) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    found.put(
                            record.offset() + " " + record.key(),
                            record.value() + " "
                                    + record.headers().lastHeader("h").value().length);
                }
            }
        }
        return found.entrySet().stream().map(Object::toString).toList();
    }
}
