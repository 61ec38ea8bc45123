package io.linklog.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.Terminal;
import io.linklog.schemas.topics.DeadLetterHeaders;
import io.linklog.schemas.topics.Topics;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.stack.machine.FreePorts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersIT {

    private static final String SOURCE = Topics.LINK_COMMANDS.name();
    private static final String LETTERS = Topics.LINK_COMMANDS.deadLetterName();
    private static final int PARTITIONS = 3;

    private final LocalStack stack = SharedStack.with(Server.KAFKA);
    private final Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafkaBootstrap());
    private final Admin admin = Admin.create(settings);
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());

    @BeforeEach
    void freshTopics() throws Exception {
        Set<String> topics = new HashSet<>(List.of(SOURCE, LETTERS, Topics.LINK_EVENTS.deadLetterName()));
        Set<String> existing = admin.listTopics().names().get(20, TimeUnit.SECONDS);
        admin.deleteTopics(topics.stream().filter(existing::contains).toList())
                .all()
                .get(20, TimeUnit.SECONDS);
        if (admin.listGroups().all().get(20, TimeUnit.SECONDS).stream()
                .anyMatch(group -> group.groupId().equals(ReturnedLetters.GROUP))) {
            admin.deleteConsumerGroups(List.of(ReturnedLetters.GROUP)).all().get(20, TimeUnit.SECONDS);
        }
        admin.createTopics(topics.stream()
                        .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                        .toList())
                .all()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(5));
    }

    private record Ran(int code, String text) {}

    private Ran run(String... arguments) {
        Terminal terminal = new Terminal();
        int code = terminal.run(
                new DeadLettersCommand(),
                Stream.concat(Stream.of("--bootstrap-server", stack.kafkaBootstrap()), Arrays.stream(arguments))
                        .toArray(String[]::new));
        return new Ran(code, terminal.err());
    }

    /**
     * Writes a letter as the topology does, but not into the partition of its source: that is for its headers to say.
     */
    private void letter(String topic, int partition, int number, byte[] value, String... more) throws Exception {
        letter(topic, partition, number, key(number), value, more);
    }

    private void letter(String topic, int partition, int number, byte @Nullable [] key, byte[] value, String... more)
            throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(LETTERS, (partition + 1) % PARTITIONS, key, value);
        record.headers().add("traceparent", "00-1-2-01".getBytes(StandardCharsets.UTF_8));
        DeadLetterHeaders.add(
                record.headers(),
                new ConsumerRecord<>(topic, partition, number, key, value),
                "The registry has no schema 77",
                IllegalStateException.class);
        for (int i = 0; i < more.length; i += 2) {
            DeadLetterHeaders.put(record.headers(), more[i], more[i + 1]);
        }
        producer.send(record).get(20, TimeUnit.SECONDS);
    }

    private static byte[] key(int number) {
        return ("key-" + number).getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes of any kind, for a seed that a failure can name. */
    private static byte[] value(int seed) {
        byte[] bytes = new byte[seed * 37];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private List<ConsumerRecord<byte[], byte[]>> returned() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                all.add(new TopicPartition(SOURCE, i));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(all));
            while (all.stream().anyMatch(at -> consumer.position(at) < ends.get(at))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    @Test
    void lettersReturnOnceWithTheirBytesHeadersAndPartition() throws Exception {
        for (int i = 0; i < 12; i++) {
            letter(SOURCE, i % PARTITIONS, i, value(i));
        }
        Ran dry = run("--put-back", SOURCE, "--dry-run");
        assertThat(dry.code()).as(dry.text()).isZero();
        assertThat(dry.text()).contains("12 letters would return", SOURCE + "-1, where it had offset 7");
        assertThat(returned()).isEmpty();

        Ran first = run("--put-back", LETTERS);
        assertThat(first.code()).as(first.text()).isZero();
        assertThat(first.text()).contains("12 letters returned to " + SOURCE);
        assertThat(returned()).hasSize(12).allSatisfy(record -> {
            int number = Integer.parseInt(new String(record.key(), StandardCharsets.UTF_8).substring(4));
            assertThat(record.value()).isEqualTo(value(number));
            assertThat(record.partition()).isEqualTo(number % PARTITIONS);
            assertThat(record.headers().toArray()).extracting(Header::key).containsExactly("traceparent");
        });

        assertThat(run("--put-back", SOURCE).text()).contains("0 letters returned");
        assertThat(returned()).hasSize(12);

        letter(SOURCE, 0, 12, value(12));
        assertThat(run().text()).contains("13 letters, 1 not put back", "13 × The registry has no schema 77");
        assertThat(run("--put-back", SOURCE).text()).contains("1 letter returned");
        assertThat(returned()).hasSize(13);

        // by choice, from one letter on
        assertThat(run("--put-back", SOURCE, "--partition", "2", "--from-offset", "3")
                        .text())
                .contains("1 letter returned");
        assertThat(returned()).hasSize(14);
    }

    @Test
    void aLetterThatIsCutOrOfAnotherTopicStays() throws Exception {
        letter(SOURCE, 0, 0, value(1), DeadLetterHeaders.CUT_TO_BYTES, "921600");
        letter("elsewhere", 0, 1, value(2));
        letter(SOURCE, 0, 2, value(3));
        Ran ran = run("--put-back", SOURCE);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.text())
                .contains("offset 0 stays: it is cut to 921600 bytes", "offset 1 stays", "1 letter returned", "2 stay");
        assertThat(returned())
                .singleElement()
                .satisfies(record -> assertThat(record.key()).isEqualTo(key(2)));
        assertThat(run("--put-back", SOURCE).code()).isZero();
    }

    @Test
    void aLetterThatKafkaDoesNotTakeIsNotRememberedAsPutBack() throws Exception {
        letter(SOURCE, 0, 0, null, value(1));
        setSource("cleanup.policy", "compact"); // takes no record without a key
        Ran refused = run("--put-back", SOURCE);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("Kafka refuses");
        setSource("cleanup.policy", "delete");
        assertThat(run("--put-back", SOURCE).text()).contains("1 letter returned");
        assertThat(returned()).hasSize(1);

        letter(SOURCE, 0, 1, value(100));
        setSource("max.message.bytes", "1000");
        Ran tooLarge = run("--put-back", SOURCE);
        assertThat(tooLarge.code()).isEqualTo(1);
        assertThat(tooLarge.text()).contains("takes no record of its size", "0 letters returned", "1 stay");
    }

    private void setSource(String name, String value) throws Exception {
        ConfigResource source = new ConfigResource(ConfigResource.Type.TOPIC, SOURCE);
        admin.incrementalAlterConfigs(Map.of(
                        source, List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get(20, TimeUnit.SECONDS);
        Awaitility.await("the broker has it")
                .until(() -> admin.describeConfigs(List.of(source))
                        .all()
                        .get(20, TimeUnit.SECONDS)
                        .get(source)
                        .get(name)
                        .value()
                        .equals(value));
    }

    @Test
    void lettersThatTheLogHasStillAreRepairedInAnotherWay() {
        for (String topic : List.of("link-events", "visits.dlq", "visit-stats", "webhooks")) {
            Ran ran = run("--put-back", topic);
            assertThat(ran.code()).as(topic).isEqualTo(2);
            assertThat(ran.text()).contains("are not put back");
        }
        assertThat(run("--put-back", "nonsense").code()).isEqualTo(2);
        assertThat(run("--from-offset", "1").code()).isEqualTo(2);
        assertThat(run().text()).contains("There are no dead letters");
    }

    @Test
    void kafkaThatIsAwayIsOneSentence() {
        String nowhere = "127.0.0.1:" + FreePorts.choose(1).get(0);
        for (String[] arguments : List.of(new String[0], new String[] {"--put-back", SOURCE})) {
            Terminal terminal = new Terminal();
            int code = terminal.run(
                    new DeadLettersCommand(),
                    Stream.concat(Arrays.stream(arguments), Stream.of("--bootstrap-server", nowhere))
                            .toArray(String[]::new));
            assertThat(code).isEqualTo(1);
            assertThat(terminal.err())
                    .startsWith("linklog dead-letters: Kafka does not answer at " + nowhere)
                    .hasLineCount(1);
        }
    }
}
