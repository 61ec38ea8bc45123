package io.linklog.projector.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.kit.kafka.BoundedRead;
import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.projector.commands.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topic in which the schema registry keeps schemas and their ids: without it no record can be read. */
record RegistryPart(KafkaSettings kafka) implements BackupPart {

    /** The topics of Confluent's registry and of Apicurio's. Each has one partition. */
    private static final Set<String> TOPICS = Set.of("_schemas", "kafkasql-journal");

    private static final Set<String> SETTINGS = Set.of("cleanup.policy", "retention.ms");
    private static final String FOLDER = "kafka/";
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Override
    public String save(BackupWriter backup) throws IOException {
        List<String> saved = new ArrayList<>();
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            for (String topic : existing(admin)) {
                backup.begin(FOLDER + topic);
                backup.line(Map.of("settings", settings(admin, topic)));
                saved.add(copy(topic, backup) + " records of " + topic);
            }
        }
        return saved.isEmpty() ? "no topic of a schema registry" : String.join(", ", saved);
    }

    private static List<String> existing(Admin admin) {
        Set<String> all = KafkaCalls.await(admin.listTopics().names());
        return TOPICS.stream().filter(all::contains).sorted().toList();
    }

    private static Map<String, String> settings(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, String> settings = new HashMap<>();
        KafkaCalls.await(Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).values().get(resource)))
                .entries()
                .stream()
                .filter(entry -> SETTINGS.contains(entry.name()))
                .forEach(entry -> settings.put(entry.name(), entry.value()));
        return settings;
    }

    private long copy(String topic, BackupWriter backup) throws IOException {
        List<TopicPartition> only = List.of(new TopicPartition(topic, 0));
        long[] count = new long[1];
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.client(Map.of("enable.auto.commit", false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> from = consumer.beginningOffsets(only, DEADLINE);
            Map<TopicPartition, Long> to = consumer.endOffsets(only, DEADLINE);
            Supplier<Duration> patience = BoundedRead.within(
                    DEADLINE,
                    Duration.ofMillis(200),
                    () -> new RefusedException("Topic " + topic + " cannot be read to its end within " + DEADLINE));
            BoundedRead.<byte[], byte[], IOException>read(consumer, from, to, patience, record -> {
                backup.line(line(record));
                count[0]++;
                return false;
            });
        }
        return count[0];
    }

    private static Map<String, Object> line(ConsumerRecord<byte[], byte[]> record) {
        List<List<String>> headers = Stream.of(record.headers().toArray())
                .map(header -> List.of(header.key(), base64(header.value())))
                .toList();
        Map<String, Object> line = new HashMap<>();
        line.put("key", record.key() == null ? null : base64(record.key()));
        line.put("value", record.value() == null ? null : base64(record.value()));
        line.put("headers", headers);
        return line;
    }

    @Override
    public String restore(BackupReader backup) throws IOException, InterruptedException {
        List<String> done = new ArrayList<>();
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            List<String> existing = existing(admin);
            for (String entry : backup.entries(FOLDER)) {
                String topic = entry.substring(FOLDER.length());
                done.add(
                        existing.contains(topic)
                                ? topic + " exists and stays"
                                : fill(topic, entry, backup, admin) + " records of " + topic);
            }
        }
        return done.isEmpty() ? "no topic of a schema registry" : String.join(", ", done);
    }

    private long fill(String topic, String entry, BackupReader backup, Admin admin)
            throws IOException, InterruptedException {
        long[] count = new long[1];
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                kafka.client(Map.of("acks", "all")), new ByteArraySerializer(), new ByteArraySerializer())) {
            backup.lines(entry, line -> {
                if (line.has("settings")) {
                    create(topic, line.path("settings"), admin);
                } else {
                    producer.send(record(topic, line));
                    count[0]++;
                }
            });
            producer.flush();
        }
        return count[0];
    }

    private void create(String topic, JsonNode settings, Admin admin) {
        Map<String, String> config = new HashMap<>();
        settings.fields()
                .forEachRemaining(
                        field -> config.put(field.getKey(), field.getValue().asText()));
        NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.of((short) kafka.replicationFactor()));
        KafkaCalls.await(admin.createTopics(List.of(wanted.configs(config))).all());
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, JsonNode line) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, 0, bytes(line.get("key")), bytes(line.get("value")));
        for (JsonNode header : line.path("headers")) {
            record.headers().add(header.path(0).asText(), bytes(header.get(1)));
        }
        return record;
    }

    private static String base64(byte @Nullable [] bytes) {
        return Base64.getEncoder().encodeToString(bytes == null ? new byte[0] : bytes);
    }

    private static byte @Nullable [] bytes(@Nullable JsonNode text) {
        return text == null || text.isNull() ? null : Base64.getDecoder().decode(text.asText());
    }
}
