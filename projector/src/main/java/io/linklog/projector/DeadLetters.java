package io.linklog.projector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.linklog.kit.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Where records go that cannot be dealt with: their bytes as they were, with the reason in headers. Thread-safe. */
public final class DeadLetters implements AutoCloseable {

    /** Header: the reason, for people. */
    public static final String ERROR = "linklog-error";

    /** Header: the topic that it is from. */
    public static final String TOPIC = "linklog-topic";

    /** Header: its partition there. */
    public static final String PARTITION = "linklog-partition";

    /** Header: its offset there. */
    public static final String OFFSET = "linklog-offset";

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final String topic;
    private final Producer<byte[], byte[]> producer;

    /** @param topic of dead letters */
    public DeadLetters(String topic, KafkaSettings kafka) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                kafka.client(Map.of(
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                        // send() waits so long for metadata, on the projection's thread; then it is tried again
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Completes when the brokers have it. */
    CompletionStage<?> send(ConsumerRecord<byte[], byte[]> record, Exception reason) {
        return send(record, reason, Map.of());
    }

    /**
     * The same with more headers. May block for two seconds where the brokers are away.
     *
     * @param more by name
     */
    public CompletionStage<?> send(ConsumerRecord<byte[], byte[]> record, Exception reason, Map<String, String> more) {
        var letter = new ProducerRecord<>(topic, record.partition(), record.key(), record.value());
        record.headers().forEach(letter.headers()::add);
        letter.headers()
                .add(ERROR, bytes(String.valueOf(reason.getMessage())))
                .add("linklog-error-class", bytes(reason.getClass().getName()))
                .add(TOPIC, bytes(record.topic()))
                .add(PARTITION, bytes(Integer.toString(record.partition())))
                .add(OFFSET, bytes(Long.toString(record.offset())));
        more.forEach((name, value) -> letter.headers().add(name, bytes(value)));
        CompletableFuture<Void> sent = new CompletableFuture<>();
        producer.send(letter, (metadata, failure) -> {
            if (failure == null) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(failure);
            }
        });
        return sent;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Override
    public void close() {
        producer.close(CLOSE_DEADLINE);
    }
}
