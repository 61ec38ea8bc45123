package io.linklog.kit.kafka;

import io.linklog.schemas.topics.DeadLetterHeaders;
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

/**
 * Writes records that could not be processed to a dead-letter topic: their bytes unchanged, and the reason in
 * {@link DeadLetterHeaders}. Thread-safe.
 */
public final class DeadLetterProducer implements AutoCloseable {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final String topic;
    private final Producer<byte[], byte[]> producer;

    /** @param topic the dead-letter topic */
    public DeadLetterProducer(String topic, KafkaSettings kafka) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                kafka.client(Map.of(
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                        // how long send() may block the caller's thread for metadata; the caller sends again later
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** As {@link #send(ConsumerRecord, Exception, Map)}, without additional headers. */
    public CompletionStage<?> send(ConsumerRecord<byte[], byte[]> record, Exception reason) {
        return send(record, reason, Map.of());
    }

    /**
     * Sends a dead letter. Blocks for up to two seconds if no broker answers.
     *
     * @param more values of additional headers, by name
     * @return completes when all in-sync replicas have the letter; fails if that is not known
     */
    public CompletionStage<?> send(ConsumerRecord<byte[], byte[]> record, Exception reason, Map<String, String> more) {
        var letter = new ProducerRecord<>(topic, record.partition(), record.key(), record.value());
        record.headers().forEach(letter.headers()::add);
        DeadLetterHeaders.add(letter.headers(), record, String.valueOf(reason.getMessage()), reason.getClass());
        more.forEach((name, value) -> DeadLetterHeaders.put(letter.headers(), name, value));
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

    @Override
    public void close() {
        producer.close(CLOSE_DEADLINE);
    }
}
