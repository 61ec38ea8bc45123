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
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records that could not be processed to a dead-letter topic: their bytes unchanged, unless they are too long
 * for the topic, and the reason in {@link DeadLetterHeaders}. Thread-safe.
 */
public final class DeadLetterProducer implements AutoCloseable {

    // a letter of the longest key and value, see DeadLetterHeaders, and the most that the topic accepts
    private static final int LONGEST_REQUEST_BYTES = 2 * 1024 * 1024;
    private static final int MOST_HEADER_BYTES = 64 * 1024;
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final String topic;
    private final Producer<byte[], byte[]> producer;

    /** @param topic the dead-letter topic */
    public DeadLetterProducer(String topic, KafkaSettings kafka) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                kafka.client(Map.of(
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        LONGEST_REQUEST_BYTES,
                        // how long send() may block the caller's thread for metadata; the caller sends again later
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        2_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        10_000)),
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
        var letter = letter(topic, record, reason, more);
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

    /** The letter of a record. It is never longer than the topic accepts, whatever the record is. */
    static ProducerRecord<byte[], byte[]> letter(
            String topic, ConsumerRecord<byte[], byte[]> record, Exception reason, Map<String, String> more) {
        var letter = new ProducerRecord<>(
                topic, record.partition(), DeadLetterHeaders.cut(record.key()), DeadLetterHeaders.cut(record.value()));
        int bytes = 0;
        for (Header header : record.headers()) {
            bytes += header.key().length() * 3 + (header.value() == null ? 0 : header.value().length);
            if (bytes > MOST_HEADER_BYTES) {
                break; // the source record has all of them
            }
            letter.headers().add(header);
        }
        DeadLetterHeaders.add(letter.headers(), record, String.valueOf(reason.getMessage()), reason.getClass());
        more.forEach((name, value) -> DeadLetterHeaders.put(letter.headers(), name, value));
        return letter;
    }

    @Override
    public void close() {
        producer.close(CLOSE_DEADLINE);
    }
}
