package io.linklog.command.log;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.topics.Topics;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The writing end of {@code link-commands}: idempotent, acknowledged by all in-sync replicas, not transactional. Never
 * blocks the caller. Thread-safe.
 */
public final class CommandLog implements AutoCloseable {

    private static final String TOPIC = Topics.LINK_COMMANDS.name();
    private static final Duration FIRST_METADATA = Duration.ofSeconds(5);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(9);
    private static final Duration FOR_EVER = Duration.ofDays(3_650);

    private final KafkaProducer<String, LinkCommand> producer;
    private final KafkaSpans spans;
    private final Health health;
    private final int partitions;
    private final LongAdder refused = new LongAdder();

    /**
     * Returns when the partitions of the topic are known.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    public CommandLog(
            KafkaSettings kafka,
            ProducerSettings settings,
            Serializer<LinkCommand> serializer,
            KafkaSpans spans,
            Health health)
            throws InterruptedException {
        this.spans = spans;
        this.health = health;
        this.producer = new KafkaProducer<>(kafka.client(properties(settings)), new StringSerializer(), serializer);
        try {
            this.partitions = firstMetadata();
        } catch (RuntimeException | InterruptedException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private static Map<String, Object> properties(ProducerSettings settings) {
        long deliveryMs = settings.deliveryTimeout().toMillis();
        long lingerMs = settings.linger().toMillis();
        return Map.ofEntries(
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "linklog-commands"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                // somebody waits for each command; under load batches fill while the one before is under way
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, lingerMs),
                // commands are small and the broker is near; see RATIONALE for the figures
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 32 * 1024),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) settings.bufferBytes()),
                // a full buffer is answered at once: the thread belongs to the HTTP server
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L),
                // and so metadata must not be forgotten in a quiet night, or the first command of the day finds none
                Map.entry(ProducerConfig.METADATA_MAX_IDLE_CONFIG, FOR_EVER.toMillis()),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryMs),
                // leaves time for a second try at a new leader within the delivery timeout
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.max(1, (deliveryMs - lingerMs) * 3 / 8)),
                Map.entry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20L),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L),
                Map.entry(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000L));
    }

    /** Asks until the answer has come, because with a max.block.ms of 0 the first ask only starts the fetching. */
    private int firstMetadata() throws InterruptedException {
        long end = System.nanoTime() + FIRST_METADATA.toNanos();
        while (true) {
            try {
                return producer.partitionsFor(TOPIC).size();
            } catch (TimeoutException e) {
                if (System.nanoTime() - end >= 0) {
                    throw e;
                }
                Thread.sleep(10);
            }
        }
    }

    /** Partitions of {@code link-commands}, as the broker has them. */
    public int partitions() {
        return partitions;
    }

    /**
     * Appends a command.
     *
     * @param key by which its partition was found
     * @param timeMs when it was submitted; the record's timestamp
     * @param trace that it belongs to; its record carries it on
     * @return completed when all in-sync replicas have it, else failed with {@link NotWrittenException}; completes on
     *     the producer's thread, so that what follows must go to another
     */
    public CompletableFuture<Void> append(
            LinkCommand command, String key, int partition, long timeMs, SpanContext trace) {
        var record = new ProducerRecord<>(TOPIC, partition, timeMs, key, command);
        Span span = spans.send(TOPIC, partition, key, trace);
        KafkaSpans.put(span.getSpanContext(), record.headers());
        var written = new CompletableFuture<Void>();
        if (span.isRecording()) {
            written.whenComplete((nothing, e) -> KafkaSpans.end(span, e));
        }
        Thread caller = Thread.currentThread();
        try {
            producer.send(record, (metadata, e) -> {
                if (e == null) {
                    written.complete(null);
                } else {
                    // on the caller's own thread: refused before it was even in the buffer
                    boolean perhapsWritten = Thread.currentThread() != caller;
                    if (!perhapsWritten) {
                        refused.increment();
                    }
                    written.completeExceptionally(new NotWrittenException(perhapsWritten, e));
                }
            });
        } catch (IllegalStateException e) {
            written.completeExceptionally(new NotWrittenException(false, e)); // closed
        } catch (InterruptException e) {
            // the caller is being stopped; the client has set the thread's interrupt again
            written.completeExceptionally(new NotWrittenException(false, e));
        } catch (KafkaException e) {
            // what passes is told to the callback; what is thrown here will be thrown for ever
            health.reportDeath("command log", e.toString());
            written.completeExceptionally(new NotWrittenException(false, e));
        }
        return written;
    }

    /** Commands that were refused because the buffer was full or Kafka not known. */
    public double refused() {
        return refused.sum();
    }

    /** For metrics of the client. */
    public KafkaProducer<String, LinkCommand> producer() {
        return producer;
    }

    /** Sends what is in the buffer, for nine seconds at most, then gives up the rest. Idempotent. */
    @Override
    public void close() {
        producer.close(CLOSE_DEADLINE);
    }
}
