package io.linklog.acceptance.load;

import io.linklog.acceptance.system.Linklog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Records that nobody can read, and what became of them. Confined to one thread. */
public final class WrittenGarbage implements AutoCloseable {

    /** An id that no registry has assigned here; with it, a record waits while the registry is away. */
    private static final int UNKNOWN_SCHEMA = 1_000_000;

    /** About the longest that a broker takes: random bytes do not shrink. */
    private static final int LONGEST = 1_040_000;

    private final Random random;
    private final Set<String> topicsWithLetters;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> letters;
    private final Set<String> unexplained = new TreeSet<>();

    /**
     * Begins to watch the dead letters.
     *
     * @param topicsWithLetters topics whose unreadable records must become dead letters
     */
    public WrittenGarbage(Linklog linklog, long seed, Set<String> topicsWithLetters) {
        this.random = new Random(seed);
        this.topicsWithLetters = Set.copyOf(topicsWithLetters);
        this.producer = new KafkaProducer<>(
                linklog.kafka(Map.of("acks", "all", "compression.type", "gzip", "max.request.size", 8 * LONGEST)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.letters = new KafkaConsumer<>(
                linklog.kafka(Map.of("isolation.level", "read_committed", "enable.auto.commit", false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : topicsWithLetters) {
            letters.partitionsFor(topic + ".dlq")
                    .forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
        }
        letters.assign(all);
        letters.seekToEnd(all);
        all.forEach(letters::position);
    }

    /** The number of partitions of a topic. */
    public int partitions(String topic) {
        return producer.partitionsFor(topic).size();
    }

    /** Writes a few records of all sizes to each partition. */
    public void writeEverywhere(String topic, int knownSchema) throws Exception {
        for (int partition = 0; partition < partitions(topic); partition++) {
            for (int i = 0; i < 3; i++) {
                write(topic, partition, bytes(random.nextInt(1_000)), value(3 * partition + i, knownSchema));
            }
        }
        write(topic, 0, bytes(LONGEST), new byte[0]);
        // longer than the topic allows, but the broker counts compressed bytes
        write(topic, 1, bytes(8), new byte[4 * LONGEST]);
        producer.flush();
    }

    /** Writes a record whose schema the registry must be asked for. */
    public void writeOfUnknownSchema(String topic, int partition) throws Exception {
        write(topic, partition, bytes(8), ofSchema(UNKNOWN_SCHEMA + random.nextInt(1_000), bytes(100)));
    }

    private void write(String topic, int partition, byte[] key, byte @Nullable [] value) throws Exception {
        RecordMetadata written = producer.send(new ProducerRecord<>(topic, partition, key, value))
                .get(60, TimeUnit.SECONDS);
        if (topicsWithLetters.contains(topic)) {
            unexplained.add(topic + "-" + partition + "@" + written.offset());
        }
    }

    /** A value of one of some kinds. */
    private byte @Nullable [] value(int kind, int knownSchema) {
        return switch (kind % 9) {
            case 0 -> new byte[0];
            case 1 -> null;
            case 2 -> bytes(1 + random.nextInt(4));
            case 3 -> bytes(LONGEST);
            case 4 -> ofSchema(UNKNOWN_SCHEMA, bytes(random.nextInt(1_000)));
            case 5 -> ofSchema(knownSchema, new byte[0]);
            case 6 -> ofSchema(knownSchema, bytes(1 + random.nextInt(10_000)));
            // a text of two gigabytes
            case 7 -> ofSchema(knownSchema, new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f});
            // all members empty or zero
            default -> ofSchema(knownSchema, new byte[64]);
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (length > 0 && bytes[0] == 0) {
            bytes[0] = 1; // what begins with 0 is made by ofSchema
        }
        return bytes;
    }

    private static byte[] ofSchema(int id, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) 0)
                .putInt(id)
                .put(body)
                .array();
    }

    /** The records whose dead letters have not come yet, as {@code topic-partition@offset}. */
    public Set<String> withoutLetter() {
        for (ConsumerRecord<byte[], byte[]> letter : letters.poll(Duration.ofMillis(200))) {
            Map<String, String> headers = new HashMap<>();
            for (Header header : letter.headers()) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
            unexplained.remove(headers.get("linklog-topic") + "-" + headers.get("linklog-partition") + "@"
                    + headers.get("linklog-offset"));
        }
        return new HashSet<>(unexplained);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        letters.close();
    }
}
