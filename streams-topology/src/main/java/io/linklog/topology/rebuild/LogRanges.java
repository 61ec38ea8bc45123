package io.linklog.topology.rebuild;

import io.linklog.kit.kafka.BoundedRead;
import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads committed records between known offsets. Confined to one thread. */
public final class LogRanges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogRanges.class);

    /** Brokers that give no record for this long are away; the caller begins again. */
    private static final Duration MOST_SILENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MOST_FETCH_WAIT_MS = 10;
    private static final long FIRST_STEP_BACK = 8;

    /** Far above what the topology writes; twice as much is below what the changelog of a store takes. */
    private static final int LONGEST_BYTES = 400 * 1024;

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Takes one record. */
    public interface Sink {
        void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
    }

    LogRanges(KafkaSettings kafka, Admin admin) {
        this.admin = admin;
        consumer = new KafkaConsumer<>(
                kafka.client(Map.of(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        // a broker answers the requests of a connection one after another: a fetch at the end of a
                        // partition would hold up the next question for half a second
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        MOST_FETCH_WAIT_MS,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * The records that each partition of a topic has at the moment, up to the first transaction that is open. For a
     * partition that one task writes.
     */
    public Map<TopicPartition, LogRange> all(String topic, int partitions) {
        List<TopicPartition> of = partitionsOf(topic, partitions);
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(of);
        Map<TopicPartition, Long> end = consumer.endOffsets(of);
        return of.stream().collect(Collectors.toMap(p -> p, p -> new LogRange(get(begin, p), get(end, p))));
    }

    /**
     * The same with what lies behind open transactions: where many tasks write to a partition, the transaction of one
     * hides what others committed after it began. Reading these ranges waits until those transactions end.
     */
    public Map<TopicPartition, LogRange> allWritten(String topic, int partitions) {
        List<TopicPartition> of = partitionsOf(topic, partitions);
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(of);
        Map<TopicPartition, OffsetSpec> latest =
                of.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> end =
                KafkaCalls.await(admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                        .all());
        return of.stream()
                .collect(Collectors.toMap(
                        p -> p, p -> new LogRange(get(begin, p), get(end, p).offset())));
    }

    private static List<TopicPartition> partitionsOf(String topic, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(p -> new TopicPartition(topic, p))
                .toList();
    }

    /** The number of partitions of a topic. */
    public int partitions(String topic) {
        return consumer.partitionsFor(topic).size();
    }

    /** The parts of some ranges whose records are not older than a time. */
    public Map<TopicPartition, LogRange> since(Map<TopicPartition, LogRange> ranges, Instant time) {
        Map<TopicPartition, Long> query = new HashMap<>();
        ranges.keySet().forEach(p -> query.put(p, time.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(query);
        Map<TopicPartition, LogRange> since = new HashMap<>();
        ranges.forEach((partition, range) -> {
            OffsetAndTimestamp first = found.get(partition);
            long from = first == null ? range.to() : Math.max(range.from(), first.offset());
            since.put(partition, new LogRange(from, range.to()));
        });
        return since;
    }

    /**
     * Reads ranges; the records of one partition come in their order.
     *
     * @throws TimeoutException when the brokers are silent for too long
     */
    public void read(Map<TopicPartition, LogRange> ranges, Sink sink) throws InterruptedException {
        Map<TopicPartition, Long> from = new HashMap<>();
        Map<TopicPartition, Long> to = new HashMap<>();
        ranges.forEach((partition, range) -> {
            from.put(partition, range.from());
            to.put(partition, range.to());
        });
        Silence silence = new Silence();
        BoundedRead.<byte[], byte[], InterruptedException>read(consumer, from, to, silence, record -> {
            if (record.offset() < get(to, new TopicPartition(record.topic(), record.partition()))) {
                sink.take(record);
            }
            silence.end(); // afterwards: the sink may wait, which is no silence of the brokers
            return false;
        });
    }

    /** Ends a read when the brokers are silent for too long. */
    private static final class Silence implements Supplier<Duration> {
        private long since = System.nanoTime();

        void end() {
            since = System.nanoTime();
        }

        @Override
        public Duration get() {
            if (System.nanoTime() - since > MOST_SILENCE.toNanos()) {
                throw new TimeoutException("The brokers gave no record for " + MOST_SILENCE);
            }
            return POLL;
        }
    }

    /** The partitions that have a committed record in their range. */
    public Set<TopicPartition> withRecords(Map<TopicPartition, LogRange> ranges) {
        Set<TopicPartition> found = new HashSet<>();
        // one after another: a read ends at its first record
        ranges.forEach((partition, range) -> BoundedRead.<byte[], byte[], RuntimeException>read(
                consumer, Map.of(partition, range.from()), Map.of(partition, range.to()), new Silence(), record -> {
                    if (record.offset() < range.to()) {
                        found.add(partition);
                    }
                    return true;
                }));
        return found;
    }

    /** The last committed record of each range; a partition without one is missing. */
    public Map<Integer, ConsumerRecord<byte[], byte[]>> last(Map<TopicPartition, LogRange> ranges)
            throws InterruptedException {
        Map<Integer, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
        Map<TopicPartition, LogRange> left = new HashMap<>(ranges);
        // the end of a partition holds markers of transactions, so the last record lies a few offsets before it
        for (long back = FIRST_STEP_BACK; !left.isEmpty(); back *= FIRST_STEP_BACK) {
            Map<TopicPartition, LogRange> ends = new HashMap<>();
            for (Map.Entry<TopicPartition, LogRange> entry : left.entrySet()) {
                LogRange range = entry.getValue();
                ends.put(entry.getKey(), new LogRange(Math.max(range.from(), range.to() - back), range.to()));
            }
            read(ends, record -> last.put(record.partition(), record));
            Collection<TopicPartition> done = new ArrayList<>();
            left.forEach((partition, range) -> {
                if (last.containsKey(partition.partition())
                        || get(ends, partition).from() <= range.from()) {
                    done.add(partition);
                }
            });
            done.forEach(left::remove);
        }
        return last;
    }

    /**
     * The decoded value of a record; null, with a warning in the log, for one that cannot be read, or is longer than
     * any that the topology writes.
     */
    public static <T extends SpecificRecord> @Nullable T value(
            AvroSerde<T> serde, ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.serializedValueSize() > LONGEST_BYTES) {
                throw new UnreadableRecordException("It has " + record.serializedValueSize() + " bytes", null);
            }
            return serde.deserializer().deserialize(record.topic(), record.value());
        } catch (UnreadableRecordException e) {
            LOG.warn(
                    "{}-{}, offset {}, cannot be read and is left out of the rebuild: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return null;
        }
    }

    private static <V> V get(Map<TopicPartition, V> map, TopicPartition partition) {
        return Objects.requireNonNull(map.get(partition), "each asked partition has a value");
    }

    @Override
    public void close() {
        consumer.close();
    }
}
