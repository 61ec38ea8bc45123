package io.linklog.acceptance.load;

import io.linklog.acceptance.system.Linklog;
import io.linklog.kit.kafka.UnreadableValues;
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

    private final Random random;
    private final UnreadableValues values;
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
        this.values = new UnreadableValues(random);
        this.topicsWithLetters = Set.copyOf(topicsWithLetters);
        this.producer = new KafkaProducer<>(
                linklog.kafka(Map.of(
                        "acks", "all", "compression.type", "gzip", "max.request.size", 8 * UnreadableValues.LONGEST)),
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
                write(
                        topic,
                        partition,
                        values.bytes(random.nextInt(1_000)),
                        values.value(3 * partition + i, knownSchema));
            }
        }
        write(topic, 0, values.bytes(UnreadableValues.LONGEST), new byte[0]);
        write(topic, 1, values.bytes(8), UnreadableValues.tooLong());
        producer.flush();
    }

    /** Writes a record whose schema the registry must be asked for. */
    public void writeOfUnknownSchema(String topic, int partition) throws Exception {
        int unknown = UnreadableValues.UNKNOWN_SCHEMA + random.nextInt(1_000);
        write(topic, partition, values.bytes(8), UnreadableValues.ofSchema(unknown, values.bytes(100)));
    }

    private void write(String topic, int partition, byte[] key, byte @Nullable [] value) throws Exception {
        RecordMetadata written = producer.send(new ProducerRecord<>(topic, partition, key, value))
                .get(60, TimeUnit.SECONDS);
        if (topicsWithLetters.contains(topic)) {
            unexplained.add(topic + "-" + partition + "@" + written.offset());
        }
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
