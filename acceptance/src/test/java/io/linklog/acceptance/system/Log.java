package io.linklog.acceptance.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The log as other programs see it, through Kafka's client and the registry's HTTP API. Confined to one thread. */
public final class Log implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Linklog linklog;
    private final KafkaProducer<String, byte[]> producer;
    private final HttpClient http = HttpClient.newHttpClient();

    /** A record in a dead-letter topic. */
    public record Dead(int partition, byte @Nullable [] value, Map<String, String> headers) {}

    public Log(Linklog linklog) {
        this.linklog = linklog;
        this.producer = new KafkaProducer<>(
                linklog.kafka(Map.of("acks", "all", "max.block.ms", 60_000)),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Writes a record and waits for Kafka's acknowledgement. */
    public void write(String topic, String key, byte @Nullable [] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key, value)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits for the dead letter with this key. */
    public Dead awaitDeadLetter(String topic, String key) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(record.key())) {
                        Map<String, String> headers = new HashMap<>();
                        for (Header header : record.headers()) {
                            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
                        }
                        return new Dead(record.partition(), record.value(), headers);
                    }
                }
            }
        }
        throw new AssertionError("No record with the key " + key + " came to " + topic);
    }

    /** The created codes by target, according to {@code link-events}. */
    public Map<String, List<String>> createdByTarget() {
        Map<String, List<String>> created = new HashMap<>();
        SchemaRegistry registry = new SchemaRegistry(new SchemaRegistry.Settings(
                List.of(URI.create(linklog.registryUrl())), null, null, Duration.ofSeconds(20)));
        AvroSerde<LinkEvent> serde = AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry);
        try (KafkaConsumer<String, byte[]> consumer = consumer(Topics.LINK_EVENTS.name())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    LinkEvent event;
                    try {
                        event = serde.deserializer().deserialize(record.topic(), record.value());
                    } catch (RuntimeException unreadable) {
                        continue; // other tests write unreadable records
                    }
                    if (event != null && event.getChange() instanceof LinkCreated) {
                        created.computeIfAbsent(event.getLink().getAttributes().getLongUrl(), url -> new ArrayList<>())
                                .add(event.getLink().getCode());
                    }
                }
            }
        }
        return created;
    }

    /**
     * Reads all records of all topics, those of Kafka and of Kafka Streams as well, also what a transaction aborted.
     *
     * @param reader gets the name of the topic, then each key, value and header as bytes
     */
    public void readAll(BiConsumer<String, byte[]> reader) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                linklog.kafka(Map.of("enable.auto.commit", false, "exclude.internal.topics", false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics(PATIENCE).values().stream()
                    .flatMap(List::stream)
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    Stream.concat(
                                    Stream.of(record.key(), record.value()),
                                    Stream.of(record.headers().toArray()).map(Header::value))
                            .filter(Objects::nonNull)
                            .forEach(bytes -> reader.accept(record.topic(), bytes));
                }
            }
        }
    }

    private KafkaConsumer<String, byte[]> consumer(String topic) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                linklog.kafka(Map.of("isolation.level", "read_committed", "enable.auto.commit", false)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                .map(one -> new TopicPartition(topic, one.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /** The id of the latest schema of a subject. */
    public int schemaId(String subject) throws IOException, InterruptedException {
        return call(HttpRequest.newBuilder(
                                URI.create(linklog.registryUrl() + "/subjects/" + subject + "/versions/latest"))
                        .build())
                .path("id")
                .asInt();
    }

    /** Registers a schema that is unrelated to Linklog and returns its id. */
    public int registerForeignSchema() throws IOException, InterruptedException {
        String schema = "{\"type\":\"record\",\"name\":\"Parrot\",\"namespace\":\"org.example\","
                + "\"fields\":[{\"name\":\"age\",\"type\":\"int\"}]}";
        String body = JSON.createObjectNode().put("schema", schema).toString();
        return call(HttpRequest.newBuilder(URI.create(linklog.registryUrl() + "/subjects/parrots-value/versions"))
                        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .path("id")
                .asInt();
    }

    private JsonNode call(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError(request + " answered " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
