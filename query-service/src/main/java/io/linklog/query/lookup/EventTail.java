package io.linklog.query.lookup;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.WaitingPartitions;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of {@code link-events} from given offsets, without a consumer group, committed records only,
 * until it is closed. It waits while Kafka is away. A partition with a record of an unknown schema waits while the
 * schema registry is away, alone. It skips, counts and logs an unreadable record; the projector writes that record to
 * the dead-letter topic.
 */
final class EventTail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** Receives what was read; called on one thread. */
    interface Listener {
        void event(int partition, long offset, LinkEvent event);

        /** Every record below the position was passed to {@link #event}. */
        void onReached(int partition, long position);
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<LinkEvent> deserializer;
    private final KafkaSpans spans;
    private final Listener listener;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final Loop loop;
    private final WaitingPartitions waiting;
    private volatile long lag;
    private volatile long unreadable;

    /**
     * Starts reading.
     *
     * @param offsets the first offset to read of each partition
     */
    EventTail(
            KafkaSettings kafka,
            String clientId,
            long[] offsets,
            Deserializer<LinkEvent> deserializer,
            KafkaSpans spans,
            Listener listener,
            Health health) {
        this.deserializer = deserializer;
        this.spans = spans;
        this.listener = listener;
        this.consumer = new KafkaConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        clientId,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        // if the log begins after the given offset, start at the beginning of the log
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        for (int i = 0; i < offsets.length; i++) {
            partitions.add(new TopicPartition(Topics.LINK_EVENTS.name(), i));
        }
        this.waiting = new WaitingPartitions(consumer, System::nanoTime);
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, offsets[partition.partition()]);
        }
        this.loop = Loop.start("event-tail", this::poll, consumer::wakeup, health);
    }

    /** Committed records that are not read yet, according to the latest answer of the broker. */
    long lag() {
        return lag;
    }

    /** The number of unreadable records that were skipped. */
    long unreadable() {
        return unreadable;
    }

    private void poll() {
        waiting.resumeDue();
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(POLL);
        } catch (WakeupException closing) {
            return;
        }
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                try {
                    apply(record);
                } catch (RegistryUnavailableException e) {
                    awaitRegistry(partition, record, e);
                    break;
                } catch (RuntimeException e) {
                    // no record of this poll may be skipped
                    rewind(records, record);
                    throw e;
                }
            }
        }
        long behind = 0;
        for (TopicPartition partition : partitions) {
            // the position, not the last record: it also passes commit markers and aborted records
            listener.onReached(partition.partition(), consumer.position(partition, POLL));
            OptionalLong partitionLag = consumer.currentLag(partition);
            behind += partitionLag.orElse(0);
        }
        lag = behind;
    }

    private void awaitRegistry(
            TopicPartition partition, ConsumerRecord<byte[], byte[]> record, RegistryUnavailableException e) {
        if (waiting.isEmpty()) {
            LOG.warn("{} waits at offset {} for the schema registry: {}", partition, record.offset(), e.toString());
        }
        waiting.await(partition, record.offset());
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        Span span = spans.process(record);
        try {
            LinkEvent event = read(record);
            if (event != null) {
                listener.event(record.partition(), record.offset(), event);
            }
        } finally {
            span.end();
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    private @Nullable LinkEvent read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return deserializer.deserialize(record.topic(), record.value());
        } catch (UnreadableRecordException e) {
            unreadable++;
            LOG.warn(
                    "Skipping unreadable record {}-{} offset {}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return null;
        }
    }

    private void rewind(ConsumerRecords<byte[], byte[]> records, ConsumerRecord<byte[], byte[]> failed) {
        boolean applied = true;
        for (TopicPartition partition : records.partitions()) {
            if (partition.partition() == failed.partition()) {
                applied = false;
                consumer.seek(partition, failed.offset());
            } else if (!applied) {
                consumer.seek(partition, records.records(partition).get(0).offset());
            }
        }
    }

    @Override
    public void close() {
        loop.close();
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
