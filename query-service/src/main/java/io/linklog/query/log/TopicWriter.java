package io.linklog.query.log;

import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Startup;
import io.linklog.schemas.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes few and small records to a topic for callers of the API. Never blocks after it is open. Thread-safe. */
public final class TopicWriter<V> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicWriter.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);
    private static final Duration FOR_EVER = Duration.ofDays(3_650);

    private final String topic;
    private final KafkaProducer<String, V> producer;

    private TopicWriter(String topic, KafkaProducer<String, V> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /** Opens the producer. Waits for Kafka. */
    public static <V> TopicWriter<V> open(Topic topic, KafkaSettings kafka, Serializer<V> serializer)
            throws InterruptedException {
        KafkaProducer<String, V> producer = new KafkaProducer<>(
                kafka.client(Map.ofEntries(
                        Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "linklog-" + topic.name()),
                        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                        // a full buffer refuses records
                        Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 1024L * 1024),
                        Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0L),
                        // the caller is a thread of the Cassandra driver, which must not wait; so metadata must not
                        // expire
                        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L),
                        Map.entry(ProducerConfig.METADATA_MAX_IDLE_CONFIG, FOR_EVER.toMillis()),
                        Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_500),
                        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000),
                        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L))),
                new StringSerializer(),
                serializer);
        try {
            // the first call only starts to fetch the metadata
            List<PartitionInfo> partitions = Startup.await(kafka.title(), () -> producer.partitionsFor(topic.name()));
            LOG.debug("{} has {} partitions", topic.name(), partitions.size());
        } catch (InterruptedException | RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        return new TopicWriter<>(topic.name(), producer);
    }

    /**
     * Writes a record.
     *
     * @return completes on the producer's thread when all in-sync replicas have it; fails with a
     *     {@link ProblemException} 503
     */
    public CompletableFuture<Void> append(String key, V value) {
        return send(key, null, value);
    }

    /**
     * Deletes a key.
     *
     * @param time of the deletion, in whole milliseconds: a later one than that of what it deletes
     * @return as for {@link #append}
     */
    public CompletableFuture<Void> delete(String key, Instant time) {
        return send(key, time.toEpochMilli(), null);
    }

    private CompletableFuture<Void> send(String key, @Nullable Long timestamp, @Nullable V value) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            Integer partition = null; // that of the key
            producer.send(new ProducerRecord<>(topic, partition, timestamp, key, value), (metadata, error) -> {
                if (error == null) {
                    written.complete(null);
                } else {
                    fail(written, error);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            fail(written, e); // Kafka refuses it, or this is closed
        }
        return written;
    }

    private void fail(CompletableFuture<Void> written, Exception error) {
        LOG.warn("A record of {} was not written, and its caller gets 503: {}", topic, error.toString());
        written.completeExceptionally(new ProblemException(Problem.unavailable(
                "Linklog is waiting for its log, which has not taken this request; try again in a moment")));
    }

    /** Sends what is buffered. Idempotent. */
    @Override
    public void close() {
        producer.close(CLOSE_DEADLINE);
    }
}
