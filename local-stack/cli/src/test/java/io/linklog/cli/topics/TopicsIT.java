package io.linklog.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.Terminal;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.stack.machine.FreePorts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicsIT {

    private final LocalStack stack = SharedStack.with(Server.KAFKA);
    private final String topic = "topics-" + UUID.randomUUID();
    private final String group = "group-" + topic;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal();

    @BeforeEach
    void fill() throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafkaBootstrap());
        try (Admin admin = Admin.create(settings);
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(
                            new NewTopic(topic, 2, (short) 1).configs(Map.of("retention.ms", "3600000")),
                            new NewTopic(topic + ".dlq", 1, (short) 1)))
                    .all()
                    .get();
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(topic, i % 2, "k", "v"));
            }
            producer.send(new ProducerRecord<>(topic + ".dlq", "k", "bad"));
            producer.flush();
            admin.alterConsumerGroupOffsets(
                            group,
                            Map.of(
                                    new TopicPartition(topic, 0),
                                    new OffsetAndMetadata(5),
                                    new TopicPartition(topic, 1),
                                    new OffsetAndMetadata(2)))
                    .all()
                    .get();
        }
    }

    private JsonNode found(String name) throws Exception {
        for (JsonNode node : new ObjectMapper().readTree(out.toByteArray()).path("topics")) {
            if (node.path("name").asText().equals(name)) {
                return node;
            }
        }
        throw new AssertionError(name + " is not in " + out);
    }

    @Test
    void tellsRecordsSizesAndTheLagOfEachGroup() throws Exception {
        assertThat(terminal.run(new TopicsCommand(out), "--json", "--bootstrap-server", stack.kafkaBootstrap()))
                .isZero();
        JsonNode ours = found(topic);
        assertThat(ours.path("kind").asText()).isEqualTo("foreign");
        assertThat(ours.path("partitions").asInt()).isEqualTo(2);
        assertThat(ours.path("records").asInt()).isEqualTo(10);
        assertThat(ours.path("bytes").asLong()).isPositive();
        assertThat(ours.path("retentionMs").asLong()).isEqualTo(3_600_000);
        assertThat(ours.path("readers"))
                .anySatisfy(reader -> assertThat(reader.toString())
                        .isEqualTo("{\"group\":\"" + group + "\",\"state\":\"Empty\",\"lag\":3}"));
        assertThat(found("__consumer_offsets").path("kind").asText()).isEqualTo("kafka");
    }

    @Test
    void makesDeadLettersStandOut() {
        assertThat(terminal.run(new TopicsCommand(out), "--bootstrap-server", stack.kafkaBootstrap()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("! 1 record in " + topic + ".dlq could not be read");
    }

    @Test
    void saysSoInASentenceWhenKafkaIsAway() {
        String nowhere = "127.0.0.1:" + FreePorts.choose(1).get(0);
        assertThat(terminal.run(new TopicsCommand(out), "--bootstrap-server", nowhere))
                .isEqualTo(1);
        assertThat(terminal.err())
                .startsWith("linklog topics: Kafka does not answer at " + nowhere)
                .hasLineCount(1);
    }

    @Test
    void saysSoInASentenceWhenTheHostIsUnknown() {
        assertThat(terminal.run(new TopicsCommand(out), "--bootstrap-server", "nowhere.invalid:9092"))
                .isEqualTo(1);
        assertThat(terminal.err())
                .startsWith("linklog topics: ")
                .contains("nowhere.invalid")
                .hasLineCount(1);
    }
}
