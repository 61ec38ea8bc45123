package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaStore;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.linklog.topology.rebuild.StoreAccess;
import io.linklog.topology.rebuild.TaskRebuild;
import io.linklog.topology.rebuild.visits.VisitMarks;
import io.linklog.topology.rebuild.visits.VisitStateLog;
import io.linklog.topology.rebuild.visits.VisitStep;
import io.linklog.topology.streams.CommitHook;
import io.linklog.visits.Generation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes.ByteArraySerde;
import org.apache.kafka.common.serialization.Serdes.StringSerde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/** The graph that counts visits: {@code visits ─▶ count-visits ─▶ visit-stats}. */
public final class VisitTopology {

    private static final Duration LONGEST_UNIT = Duration.ofDays(1);

    private final Generation generation;
    private final UnaryOperator<Visit> description;
    private final AvroSerde<Visit> visits;
    private final AvroSerde<VisitStats> stats;
    private final CountingMetrics metrics;
    private final LongSupplier clockMillis;
    private final Map<String, Instant> purges;
    private final long bytesPerPartition;
    private final StoreAccess<VisitMarks, VisitStep> access;

    /**
     * Registers the schemas.
     *
     * @param generation that counts
     * @param description describes a visit again, and may change it; called by several threads
     * @param clockMillis milliseconds since 1970; tells which visits are too old or in the future
     * @param purges until when the visits of a name are purged; may change, and is read by several threads
     * @param bytesPerPartition heap for recently used rows, about
     * @param access keeps visits from stores that are not whole
     * @throws io.linklog.schemas.wire.RegistryUnavailableException when the registry does not answer
     */
    public VisitTopology(
            Generation generation,
            UnaryOperator<Visit> description,
            SchemaStore registry,
            CountingMetrics metrics,
            LongSupplier clockMillis,
            Map<String, Instant> purges,
            long bytesPerPartition,
            StoreAccess<VisitMarks, VisitStep> access) {
        this.generation = generation;
        this.description = description;
        this.visits = AvroSerde.ofValues(Topics.VISITS, Visit.class, registry);
        this.stats = AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, registry);
        this.metrics = metrics;
        this.clockMillis = clockMillis;
        this.purges = purges;
        this.bytesPerPartition = bytesPerPartition;
        this.access = access;
    }

    public Topology build() {
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        VisitNodes.VISITS_SOURCE,
                        // a visit carries its own time; the time of its record may be anything
                        new WallclockTimestampExtractor(),
                        new StringDeserializer(),
                        present(visits.deserializer()),
                        Topics.VISITS.name())
                .addProcessor(VisitNodes.COUNT, () -> new VisitProcessor(this::task), VisitNodes.VISITS_SOURCE)
                .addStateStore(totals(), VisitNodes.COUNT)
                .addStateStore(journals(), VisitNodes.COUNT)
                .addStateStore(new CommitHook.Builder(VisitNodes.BEFORE_COMMIT), VisitNodes.COUNT)
                .addSink(
                        VisitNodes.STATS_SINK,
                        Topics.VISIT_STATS.name(),
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        VisitNodes.COUNT);
    }

    private VisitTask task(ProcessorContext<String, byte[]> context) {
        int partition = context.taskId().partition();
        StreamsCountStore counts = new StreamsCountStore(context, stats);
        VisitCounter counting = new VisitCounter(generation, partition, counts, purges, bytesPerPartition);
        TaskRebuild<VisitMarks, VisitStep> rebuild = new TaskRebuild<>(context, counts, access);
        return new VisitTask(
                generation, partition, description, purges, counting, counts, rebuild, metrics, clockMillis);
    }

    /** A window store: it and its changelog delete rows that can no longer change by themselves. */
    private static StoreBuilder<WindowStore<String, byte[]>> totals() {
        boolean retainDuplicates = false;
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(
                                VisitNodes.TOTALS_STORE, VisitStateLog.CHANGEABLE, LONGEST_UNIT, retainDuplicates),
                        new StringSerde(),
                        new ByteArraySerde())
                .withLoggingEnabled(Map.of());
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> journals() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(VisitNodes.JOURNALS_STORE),
                        new StringSerde(),
                        new ByteArraySerde())
                .withLoggingEnabled(Map.of());
    }

    private static Deserializer<Visit> present(Deserializer<Visit> avro) {
        return (topic, bytes) -> {
            Visit visit = avro.deserialize(topic, bytes);
            if (visit == null) {
                throw new UnreadableRecordException("The record has no value; a visit is never deleted", null);
            }
            return visit;
        };
    }
}
