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
 * Writes to {@code link-commands} with an idempotent producer, without transactions. A record is confirmed when all
 * in-sync replicas have it. Never blocks the caller. Thread-safe.
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
     * Opens the producer. Returns when it knows the partitions of the topic.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
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
                // a caller waits for each command; under load, a batch fills while the previous one is sent
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, lingerMs),
                // commands are small and the broker is near
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 32 * 1024),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) settings.bufferBytes()),
                // a full buffer fails at once, because the thread belongs to the HTTP server
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L),
                // with that setting, metadata must never expire: otherwise the next command would find none and fail
                Map.entry(ProducerConfig.METADATA_MAX_IDLE_CONFIG, FOR_EVER.toMillis()),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryMs),
                // leaves time for a second attempt at a new leader within the delivery timeout
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.max(1, (deliveryMs - lingerMs) * 3 / 8)),
                Map.entry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20L),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L),
                Map.entry(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000L));
    }

    /** Repeats the query until there is an answer: with max.block.ms=0 the first query only starts the fetch. */
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

    /** The number of partitions of {@code link-commands}. */
    public int partitions() {
        return partitions;
    }

    /**
     * Appends a command.
     *
     * @param key the record's key, which determines its partition
     * @param timeMs the time of the request, which is the record's timestamp
     * @param trace the trace of the request; the record propagates it
     * @return completes when all in-sync replicas have it, else fails with {@link NotWrittenException}. It completes on
     *     the producer's thread; later steps must use another thread
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
                    // on the caller's thread: the record never entered the buffer
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
            // the caller is stopping; the client has set the thread's interrupt flag again
            written.completeExceptionally(new NotWrittenException(false, e));
        } catch (KafkaException e) {
            // transient errors go to the callback; an exception here is permanent
            health.reportDeath("command log", e.toString());
            written.completeExceptionally(new NotWrittenException(false, e));
        }
        return written;
    }

    /** Commands refused because the buffer was full or Kafka was unreachable. */
    public double countRefused() {
        return refused.sum();
    }

    /** The client, whose metrics the caller binds. */
    public KafkaProducer<String, LinkCommand> producer() {
        return producer;
    }

    /** Sends the buffered commands for up to nine seconds, then fails the rest. Idempotent. */
    @Override
    public void close() {
        producer.close(CLOSE_DEADLINE);
    }
}
