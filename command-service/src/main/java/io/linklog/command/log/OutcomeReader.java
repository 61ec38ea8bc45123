package io.linklog.command.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.topics.Topics;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading end of {@code link-outcomes}: this instance's own partition, committed records only, from the time it was
 * opened. Brings each outcome to the one who waits for it and remembers the latest ones. Outcomes for others on the
 * same partition are remembered too, which answers status look-ups that another instance was to get. Thread-safe.
 */
public final class OutcomeReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration KAFKA_DEADLINE = Duration.ofSeconds(5);
    private static final long REMEMBERED_BYTES = 32 * 1024 * 1024;
    // what an entry costs beside its value: key, nodes, headers of arrays
    private static final int ENTRY_BYTES = 250;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<LinkOutcome> deserializer;
    private final Executor executor;
    private final int mostWaiting;
    private final KafkaSpans spans;
    private final Map<String, CompletableFuture<LinkOutcome>> waiting = new ConcurrentHashMap<>();
    private final Cache<String, byte[]> recent = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .weigher((String id, byte[] value) -> value.length + ENTRY_BYTES)
            .build();
    private final int partitions;
    private final int partition;
    private final Loop loop;

    /**
     * Returns when every outcome that is written from now on will be seen.
     *
     * @param chosenPartition is reduced to the number of partitions there is
     * @param executor completes the futures and reads the records' bytes
     * @param mostWaiting commands at once
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    public OutcomeReader(
            KafkaSettings kafka,
            int chosenPartition,
            Deserializer<LinkOutcome> deserializer,
            Executor executor,
            int mostWaiting,
            KafkaSpans spans,
            Health health) {
        this.deserializer = deserializer;
        this.executor = executor;
        this.mostWaiting = mostWaiting;
        this.spans = spans;
        this.consumer = new KafkaConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "linklog-outcomes",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        // when the place we read at is gone, nobody waits for what was there
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        2_000,
                        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1_000L,
                        ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
                        3_000L)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        try {
            this.partitions = consumer.partitionsFor(Topics.LINK_OUTCOMES.name(), KAFKA_DEADLINE)
                    .size();
            this.partition = chosenPartition % partitions;
            TopicPartition own = new TopicPartition(Topics.LINK_OUTCOMES.name(), partition);
            consumer.assign(List.of(own));
            consumer.seekToEnd(List.of(own));
            consumer.position(own, KAFKA_DEADLINE); // the seek happens here, not with the first poll
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        this.loop = Loop.start("outcomes", this::pollOnce, consumer::wakeup, health);
    }

    /** The partition this instance reads. */
    public int partition() {
        return partition;
    }

    /** Partitions of {@code link-outcomes}, as the broker has them. */
    public int partitions() {
        return partitions;
    }

    /**
     * Registers a command to wait for. Has to happen before the command is written.
     *
     * @return completes on the executor; null when too many wait already
     */
    @Nullable
    public CompletableFuture<LinkOutcome> expect(String commandId) {
        // two threads may pass here with one place left: the bound is against exhaustion, not a quota
        if (waiting.size() >= mostWaiting) {
            return null;
        }
        var decided = new CompletableFuture<LinkOutcome>();
        waiting.put(commandId, decided);
        return decided;
    }

    /** Ends the waiting for a command. Its future is left as it is. */
    public void forget(String commandId) {
        waiting.remove(commandId);
    }

    /** Whether somebody waits for a command. */
    public boolean isExpected(String commandId) {
        return waiting.containsKey(commandId);
    }

    /** Commands waited for. */
    public int waiting() {
        return waiting.size();
    }

    /** An outcome that came lately; null when it is not remembered, which says nothing. */
    @Nullable
    public LinkOutcome recent(String commandId) {
        byte[] value = recent.getIfPresent(commandId);
        return value == null ? null : deserializer.deserialize(Topics.LINK_OUTCOMES.name(), value);
    }

    /** For metrics of the client. */
    public KafkaConsumer<String, byte[]> consumer() {
        return consumer;
    }

    private void pollOnce() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            if (record.key() == null || record.value() == null) {
                continue; // not of our topology
            }
            recent.put(record.key(), record.value());
            var decided = waiting.remove(record.key());
            if (decided != null) {
                executor.execute(() -> complete(decided, record));
            }
        }
    }

    private void complete(CompletableFuture<LinkOutcome> decided, ConsumerRecord<String, byte[]> record) {
        Span span = spans.process(record);
        try {
            decided.complete(deserializer.deserialize(record.topic(), record.value()));
        } catch (RuntimeException e) {
            LOG.error("The outcome at {}-{}@{} cannot be read", record.topic(), record.partition(), record.offset(), e);
            decided.completeExceptionally(e);
        } finally {
            span.end();
        }
    }

    /** Stops reading. Who still waits waits in vain, so this comes after the server's stop. Idempotent. */
    @Override
    public void close() {
        loop.close();
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
