package io.linklog.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.Terminal;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.stack.machine.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleIT {

    private final LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY);
    private final SchemaRegistry registry = new SchemaRegistry(
            new SchemaRegistry.Settings(List.of(URI.create(stack.registryUrl())), null, null, Duration.ofSeconds(10)));
    private final String topic = "console-" + UUID.randomUUID();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal();

    @BeforeEach
    void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
        }
    }

    private KafkaProducer<String, byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new java.util.HashMap<>(more);
        settings.put("bootstrap.servers", stack.kafkaBootstrap());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private void send(int partition, long timestamp, String key, byte[] value) {
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, partition, timestamp, key, value));
        }
    }

    private int console(OutputStream to, String... options) {
        List<String> all = new ArrayList<>(List.of(topic));
        all.addAll(List.of(options));
        all.addAll(List.of("--bootstrap-server", stack.kafkaBootstrap(), "--registry", stack.registryUrl()));
        return terminal.run(new ConsoleCommand(to), all.toArray(String[]::new));
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private List<String> values() throws IOException {
        return lines().stream().map(line -> line.path("value").asText()).toList();
    }

    @Test
    void showsOurRecordsDecoded() throws Exception {
        var serde = AvroSerde.ofSubject(topic + "-value", LinkCommand.class, registry);
        LinkCommand command = new LinkCommand(
                "id-1", "default", null, null, 3, 0, new DeleteLink("abc", 2L, null, false), List.of(), null, null);
        var headers = new RecordHeaders().add("traceparent", "00-1".getBytes(StandardCharsets.UTF_8));
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(
                    topic, 1, 1_700_000_000_000L, "abc", serde.serializer().serialize(topic, command), headers));
        }

        assertThat(console(out)).isZero();

        JsonNode line = lines().get(0);
        assertThat(line.path("schemaId").isInt()).isTrue();
        assertThat(new ObjectMapper().writeValueAsString(line).replaceAll("\"schemaId\":\\d+", "\"schemaId\":1"))
                .isEqualTo("{\"partition\":1,\"offset\":0,\"timestamp\":\"2023-11-14T22:13:20Z\",\"key\":\"abc\","
                        + "\"headers\":{\"traceparent\":\"00-1\"},\"schemaId\":1,\"value\":{\"commandId\":\"id-1\","
                        + "\"tenant\":\"default\",\"idempotencyKey\":null,\"fingerprint\":null,\"replyPartition\":3,"
                        + "\"attempt\":0,\"body\":{\"DeleteLink\":{\"code\":\"abc\",\"expectedVersion\":2,"
                        + "\"takedown\":null,\"purge\":false}},"
                        + "\"alsoAsk\":[],\"senderKey\":null,\"domain\":null}}");
    }

    @Test
    void showsAForeignSchemaAsWell() throws Exception {
        Schema schema = SchemaBuilder.record("org.elsewhere.Weather")
                .fields()
                .requiredString("place")
                .requiredDouble("celsius")
                .endRecord();
        GenericData.Record weather = new GenericData.Record(schema);
        weather.put("place", "Zürich");
        weather.put("celsius", -3.5);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(5)
                .put((byte) 0)
                .putInt(registry.register(topic + "-value", schema))
                .array());
        var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(weather, encoder);
        send(0, 1, "k", bytes.toByteArray());

        assertThat(console(out)).isZero();
        assertThat(lines().get(0).path("value").toString()).isEqualTo("{\"place\":\"Zürich\",\"celsius\":-3.5}");
    }

    @Test
    void showsWhatIsNoAvroAsTextOrHexadecimalAndSaysWhy() throws Exception {
        send(0, 1, "text", "hello {\"a\":1}".getBytes(StandardCharsets.UTF_8));
        send(0, 2, "binary", new byte[] {(byte) 0xff, 0, 7});
        send(0, 3, "unknown", new byte[] {0, 0x7f, 0, 0, 1, 2});
        send(0, 4, "none", null);

        assertThat(console(out)).isZero();
        List<JsonNode> lines = lines();
        assertThat(lines.get(0).path("value").asText()).isEqualTo("hello {\"a\":1}");
        assertThat(lines.get(0).path("valueFormat").asText()).isEqualTo("text");
        assertThat(lines.get(1).path("value").asText()).isEqualTo("0xff0007");
        assertThat(lines.get(1).path("valueFormat").asText()).isEqualTo("hex");
        assertThat(lines.get(2).path("valueProblem").asText()).contains("no Avro schema 2130706433");
        assertThat(lines.get(3).path("value").isNull()).isTrue();
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.path("schemaId").isNull()).isTrue());
    }

    @Test
    void printsTheLatestRecordsOfAllPartitionsInOrderOfTime() throws Exception {
        for (int i = 0; i < 30; i++) {
            send(i % 3 == 0 ? 1 : 0, 1_000 + i, "k" + i % 2, ("v" + i).getBytes(StandardCharsets.UTF_8));
        }
        console(out, "--last", "4");
        assertThat(values()).containsExactly("v26", "v27", "v28", "v29");
        out.reset();
        console(out);
        assertThat(values()).hasSize(10).startsWith("v20").endsWith("v29");
        out.reset();
        console(out, "--last", "2", "--key", "k0");
        assertThat(values()).containsExactly("v26", "v28");
        out.reset();
        console(out, "--key", "k1");
        assertThat(values()).hasSize(15);
        out.reset();
        console(out, "--from-beginning");
        assertThat(values()).hasSize(30);
        out.reset();
        console(out, "--partition", "1", "--offset", "8");
        assertThat(values()).containsExactly("v24", "v27");
        out.reset();
        console(out, "--from-beginning", "--max", "3");
        assertThat(values()).hasSize(3);
    }

    @Test
    void showsCommittedRecordsOnlyUnlessAskedAndFindsTheLastBehindMarkers() throws Exception {
        try (var producer = producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            for (int i = 0; i < 20; i++) {
                producer.beginTransaction();
                producer.send(
                        new ProducerRecord<>(topic, 0, 1_000L + i, "k", ("v" + i).getBytes(StandardCharsets.UTF_8)));
                producer.flush();
                if (i < 3) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }
        console(out, "--last", "2");
        assertThat(values()).containsExactly("v1", "v2");
        out.reset();
        console(out, "--last", "2", "--read-uncommitted");
        assertThat(values()).containsExactly("v18", "v19");
    }

    @Test
    void followsNewRecordsLineByLineUntilEnough() throws Exception {
        send(0, 1, "k", "old".getBytes(StandardCharsets.UTF_8));
        Thread reader = new Thread(() -> console(out, "--follow", "--max", "3"));
        reader.start();
        Awaitility.await().until(() -> values().size() == 1);
        send(1, 2, "k", "new".getBytes(StandardCharsets.UTF_8));
        Awaitility.await().until(() -> values().size() == 2);
        send(0, 3, "k", "newer".getBytes(StandardCharsets.UTF_8));
        reader.join(Duration.ofSeconds(20).toMillis());
        assertThat(reader.isAlive()).isFalse();
        assertThat(values()).containsExactly("old", "new", "newer");
    }

    @Test
    void endsQuietlyWhenNobodyReadsItsOutput() {
        send(0, 1, "k", "v".getBytes(StandardCharsets.UTF_8));
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertThat(console(closed, "--follow")).isZero();
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void namesTheTopicsThereAreWhenThereIsNoSuchTopic() {
        int code = terminal.run(new ConsoleCommand(out), "link-evnts", "--bootstrap-server", stack.kafkaBootstrap());
        assertThat(code).isEqualTo(1);
        assertThat(terminal.err()).startsWith("linklog console: There is no topic \"link-evnts\"; there are: ");
    }

    @Test
    void saysSoInASentenceWhenKafkaOrTheRegistryIsAway() throws Exception {
        int port = FreePorts.choose(1).get(0);
        assertThat(terminal.run(new ConsoleCommand(out), topic, "--bootstrap-server", "127.0.0.1:" + port))
                .isEqualTo(1);
        assertThat(terminal.err()).startsWith("linklog console: Kafka does not answer at 127.0.0.1:" + port);

        send(0, 1, "k", new byte[] {0, 0, 0, 0, 1, 2});
        Terminal second = new Terminal();
        int code = second.run(
                new ConsoleCommand(out),
                topic,
                "--bootstrap-server",
                stack.kafkaBootstrap(),
                "--registry",
                "http://127.0.0.1:" + port);
        assertThat(code).isEqualTo(1);
        assertThat(second.err()).contains("The schema registry at").contains("--raw");
    }
}
