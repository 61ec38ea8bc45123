package io.linklog.query.reports;

import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Startup;
import io.linklog.schemas.Report;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.topics.Topics;
import java.time.Duration;
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

/** Writes to the topic {@code reports}. Never blocks after it is open. Thread-safe. */
final class ReportLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReportLog.class);
    private static final String TOPIC = Topics.REPORTS.name();
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);
    private static final Duration FOR_EVER = Duration.ofDays(3_650);

    private final KafkaProducer<String, Report> producer;

    private ReportLog(KafkaProducer<String, Report> producer) {
        this.producer = producer;
    }

    /** Opens the producer. Waits for Kafka. */
    static ReportLog open(KafkaSettings kafka, Serializer<Report> serializer) throws InterruptedException {
        KafkaProducer<String, Report> producer = new KafkaProducer<>(
                kafka.client(Map.ofEntries(
                        Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "linklog-reports"),
                        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                        // reports are few and small; a full buffer refuses them
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
            List<PartitionInfo> partitions = Startup.await(kafka.title(), () -> producer.partitionsFor(TOPIC));
            LOG.debug("{} has {} partitions", TOPIC, partitions.size());
        } catch (InterruptedException | RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        return new ReportLog(producer);
    }

    /**
     * Writes the state of a report.
     *
     * @param report null deletes it
     * @return completes on the producer's thread when all in-sync replicas have it; fails with a
     *     {@link ProblemException} 503
     */
    CompletableFuture<Void> append(ReportId id, @Nullable Report report) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            producer.send(new ProducerRecord<>(TOPIC, id.key(), report), (metadata, error) -> {
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

    private static void fail(CompletableFuture<Void> written, Exception error) {
        LOG.warn("A report was not written, and its sender gets 503: {}", error.toString());
        written.completeExceptionally(new ProblemException(Problem.unavailable(
                "Linklog is waiting for its log, which has not taken the report; try again in a moment")));
    }

    @Override
    public void close() {
        producer.close(CLOSE_DEADLINE);
    }
}
