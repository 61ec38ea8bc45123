package io.linklog.bench.visits;

import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads {@code visit-stats} to see which visits are counted and committed. Confined to one thread. */
public final class VisitTally implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final AvroSerde<VisitStats> serde;
    private final KafkaConsumer<String, byte[]> consumer;

    /** Reads the records that are written from now on. */
    public VisitTally(String bootstrap, SchemaRegistry registry, int partitions) {
        this.serde = AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, registry);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Topics.VISIT_STATS.name(), partition))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
    }

    /**
     * Waits until this many visits of each partition of a journal are counted.
     *
     * @return the number of records that were committed to visit-stats meanwhile
     */
    public long await(String journal, int partitions, int ofEachPartition) {
        Set<Integer> done = new HashSet<>();
        long records = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (done.size() < partitions) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("Not all of " + journal + " was counted within " + PATIENCE);
            }
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                records++;
                // other records need no decoding, which would take CPU time from the measured processes
                if (record.key().startsWith(journal + "/")) {
                    VisitsCounted counted = (VisitsCounted) serde.deserializer()
                            .deserialize(record.topic(), record.value())
                            .getStats();
                    if (counted.getMissing() > 0 || counted.getRepeated() > 0) {
                        throw new IllegalStateException("Not each visit was counted once: " + counted);
                    }
                    if (counted.getSequence() == ofEachPartition) {
                        done.add(counted.getPartition());
                    }
                }
            }
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
