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
 * Reads this instance's partition of {@code link-outcomes}: committed records only, from the time it was opened.
 * Completes the future of each waiting command and caches the latest outcomes. The cache includes outcomes for other
 * instances of the same partition and answers status look-ups. Thread-safe.
 */
public final class OutcomeReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration KAFKA_DEADLINE = Duration.ofSeconds(5);
    private static final long REMEMBERED_BYTES = 32 * 1024 * 1024;
    // some 20 MB; the look-ups in the log answer for the rest
    private static final int MOST_PENDING = 200_000;
    private static final Duration OUTCOMES_KEPT = Duration.ofDays(1);
    // size of an entry beside its value: key, nodes, array headers
    private static final int ENTRY_BYTES = 250;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<LinkOutcome> deserializer;
    private final Executor executor;
    private final KafkaSpans spans;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final Cache<String, byte[]> recent = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .weigher((String id, byte[] value) -> value.length + ENTRY_BYTES)
            .build();
    /** The tenants of commands, by command id. */
    private final Cache<String, String> pending = Caffeine.newBuilder()
            .maximumSize(MOST_PENDING)
            .expireAfterWrite(OUTCOMES_KEPT)
            .build();

    private final int partitions;
    private final int partition;
    private final Loop loop;

    /** A command of a tenant whose outcome somebody awaits. */
    private record Waiting(String tenant, CompletableFuture<LinkOutcome> decided) {}

    /**
     * Opens the reader. It sees every outcome that is written after this call returns.
     *
     * @param chosenPartition taken modulo the number of partitions
     * @param executor completes the futures and decodes the records
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    public OutcomeReader(
            KafkaSettings kafka,
            int chosenPartition,
            Deserializer<LinkOutcome> deserializer,
            Executor executor,
            KafkaSpans spans,
            Health health) {
        this.deserializer = deserializer;
        this.executor = executor;
        this.spans = spans;
        this.consumer = new KafkaConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "linklog-outcomes",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        // if the current offset is gone, no command waits for the deleted records
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
            consumer.position(own, KAFKA_DEADLINE); // seeks now, not at the first poll
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        this.loop = Loop.start("outcomes", this::pollOnce, consumer::wakeup, health);
    }

    /** The partition that this instance reads. */
    public int partition() {
        return partition;
    }

    /** The number of partitions of {@code link-outcomes}. */
    public int partitions() {
        return partitions;
    }

    /**
     * Registers a command that waits for its outcome. Call this before the command is written. The caller bounds how
     * many wait at once.
     *
     * @param tenant who sends it
     * @return completes on the executor
     */
    public CompletableFuture<LinkOutcome> expect(String commandId, String tenant) {
        var decided = new CompletableFuture<LinkOutcome>();
        waiting.put(commandId, new Waiting(tenant, decided));
        return decided;
    }

    /** Removes a command. Its future does not change. */
    public void forget(String commandId) {
        waiting.remove(commandId);
    }

    /**
     * Keeps a registered command as pending when its caller stops waiting: the log has it. Then who asks for its state
     * is answered from memory until it is decided.
     */
    public void markPending(String commandId, String tenant) {
        pending.put(commandId, tenant);
        if (recent.getIfPresent(commandId) != null) {
            pending.invalidate(commandId); // its outcome came at the same moment
        }
    }

    /** Whether a command of a tenant is registered or pending. */
    public boolean isExpected(String commandId, String tenant) {
        Waiting registered = waiting.get(commandId);
        return (registered != null && registered.tenant.equals(tenant))
                || tenant.equals(pending.getIfPresent(commandId));
    }

    /** The number of registered commands. */
    public int waiting() {
        return waiting.size();
    }

    /**
     * A recent outcome of a tenant's command; null if it is not cached, which does not mean that there is none, or if
     * the command is another tenant's.
     */
    @Nullable
    public LinkOutcome recent(String commandId, String tenant) {
        byte[] value = recent.getIfPresent(commandId);
        LinkOutcome outcome = value == null ? null : deserializer.deserialize(Topics.LINK_OUTCOMES.name(), value);
        return outcome != null && outcome.getTenant().equals(tenant) ? outcome : null;
    }

    /** The client, whose metrics the caller binds. */
    public KafkaConsumer<String, byte[]> consumer() {
        return consumer;
    }

    private void pollOnce() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            if (record.key() == null || record.value() == null) {
                continue; // not written by the topology
            }
            recent.put(record.key(), record.value());
            pending.invalidate(record.key());
            Waiting decided = waiting.remove(record.key());
            if (decided != null) {
                executor.execute(() -> complete(decided.decided, record));
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

    /** Stops reading. Commands that still wait get no outcome, so close the HTTP server first. Idempotent. */
    @Override
    public void close() {
        loop.close();
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
