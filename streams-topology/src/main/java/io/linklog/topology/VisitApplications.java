package io.linklog.topology;

import io.linklog.kit.kafka.VisitPurges;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaStore;
import io.linklog.topology.rebuild.StateRebuilds;
import io.linklog.topology.rebuild.StoreAccess;
import io.linklog.topology.rebuild.visits.VisitMarks;
import io.linklog.topology.rebuild.visits.VisitStateLog;
import io.linklog.topology.rebuild.visits.VisitStep;
import io.linklog.topology.streams.DeadLetterHandler;
import io.linklog.topology.streams.PartitionGate;
import io.linklog.topology.streams.RocksMemory;
import io.linklog.topology.streams.StreamsApplication;
import io.linklog.topology.streams.UnknownSchemas;
import io.linklog.topology.visits.CountingMetrics;
import io.linklog.topology.visits.VisitReclassifier;
import io.linklog.topology.visits.VisitTopology;
import io.linklog.visits.Counts;
import io.linklog.visits.FollowedCounts;
import io.linklog.visits.Generation;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kafka Streams applications that count visits, one for each active generation: the current one, and during a
 * recount the next one. etcd names them; while etcd is unavailable, the same ones continue. Thread-safe.
 */
final class VisitApplications implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VisitApplications.class);

    /** A running application. */
    private record Counter(StreamsApplication streams, StateRebuilds<?, ?> rebuilds, Closer closer) {}

    private final TopologySettings settings;
    private final SchemaStore registry;
    private final int partitions;
    private final VisitPurges purges;
    private final RocksMemory memory;
    private final MeterRegistry metrics;
    private final LongSupplier order;
    private final Health health;
    // by number of the generation; written under the lock of this object
    private final Map<Integer, Counter> running = new ConcurrentHashMap<>();
    private volatile int current;
    private final FollowedCounts counts;

    /**
     * Waits for etcd; returns before partitions are assigned.
     *
     * @param partitions of the topic {@code visits}
     * @param purges which visits are purged
     * @param order the number of the latest order to build the stores again
     */
    VisitApplications(
            TopologySettings settings,
            ServiceRuntime runtime,
            SchemaStore registry,
            int partitions,
            VisitPurges purges,
            RocksMemory memory,
            LongSupplier order,
            Health health)
            throws InterruptedException {
        this.settings = settings;
        this.registry = registry;
        this.partitions = partitions;
        this.purges = purges;
        this.memory = memory;
        this.order = order;
        this.metrics = runtime.meters();
        this.health = health;
        this.counts = new FollowedCounts(runtime.etcd(), this::follow);
        health.addReadinessCheck("visits", this::problem);
    }

    private synchronized void follow(Counts now) {
        current = now.current().number();
        Map<Integer, Generation> wanted = new HashMap<>();
        now.active().forEach(generation -> wanted.put(generation.number(), generation));
        for (Map.Entry<Integer, Counter> entry : Map.copyOf(running).entrySet()) {
            if (!wanted.containsKey(entry.getKey())) {
                LOG.info("Generation {} of the visit count ends", entry.getKey());
                running.remove(entry.getKey());
                end(entry.getValue());
            }
        }
        // also the state of generations that ended while this process was down
        deleteStateExcept(wanted.keySet());
        for (Generation generation : wanted.values()) {
            if (!running.containsKey(generation.number())) {
                start(generation);
            }
        }
        LOG.info("Generation {} of the visit count is current", current);
    }

    private void start(Generation generation) {
        int number = generation.number();
        Closer closer = new Closer();
        try {
            PartitionGate gate = new PartitionGate();
            StateRebuilds<VisitMarks, VisitStep> rebuilds = closer.add("state rebuilds", rebuilds(number));
            VisitTopology topology = new VisitTopology(
                    generation,
                    description(generation, closer),
                    registry,
                    new CountingMetrics(metrics, () -> number == current),
                    System::currentTimeMillis,
                    purges.times(),
                    settings.visitsBytes() / partitions,
                    new StoreAccess<>(gate, rebuilds));
            Map<String, Object> plugins = Map.of(
                    RocksMemory.SETTING,
                    memory,
                    DeadLetterHandler.COUNTER,
                    DeadLetterHandler.counter(metrics, Topics.VISITS.name()),
                    DeadLetterHandler.SINCE,
                    generation.startedAt().toEpochMilli(),
                    UnknownSchemas.SETTING,
                    new UnknownSchemas(registry));
            StreamsApplication streams = closer.add(
                    Generation.shortName(number),
                    new StreamsApplication(
                            Generation.shortName(number),
                            topology::build,
                            settings.visitStreams(number, plugins),
                            gate,
                            metrics,
                            health));
            running.put(number, new Counter(streams, rebuilds, closer));
        } catch (IOException | RuntimeException e) {
            closeQuietly(closer);
            LOG.error("Generation {} of the visit count cannot start on this instance", number, e);
        }
    }

    private StateRebuilds<VisitMarks, VisitStep> rebuilds(int generation) {
        AvroSerde<VisitStats> stats = AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, registry);
        return new StateRebuilds<>(
                Generation.shortName(generation),
                Generation.application(generation),
                settings.kafka(),
                new VisitStateLog(stats, generation, partitions),
                order,
                metrics,
                health);
    }

    private UnaryOperator<Visit> description(Generation generation, Closer closer) throws IOException {
        if (generation.isFirst()) {
            return UnaryOperator.identity();
        }
        try {
            return closer.add("description", VisitReclassifier.of(generation));
        } catch (IOException e) {
            if (generation.number() != current) {
                throw e;
            }
            LOG.warn(
                    "The database of places {} cannot be read; visits count under the places in their records",
                    generation.places(),
                    e);
            return closer.add("description", VisitReclassifier.of(generation.withoutPlaces()));
        }
    }

    /** Starts all of them again. Waits for the end of their tasks. */
    synchronized void restart() {
        running.values().forEach(counter -> counter.streams.restart());
    }

    private static void end(Counter counter) {
        closeQuietly(counter.closer);
    }

    private static void closeQuietly(Closer closer) {
        try {
            closer.close();
        } catch (Exception e) {
            LOG.warn("An application that counts visits did not close cleanly", e);
        }
    }

    private void deleteStateExcept(Set<Integer> numbers) {
        File own = settings.instanceFolder().toFile();
        Set<String> kept = numbers.stream().map(Generation::application).collect(Collectors.toSet());
        File[] left = own.listFiles(
                file -> file.getName().startsWith(Generation.application(1)) && !kept.contains(file.getName()));
        for (File folder : left == null ? new File[0] : left) {
            try {
                Utils.delete(folder);
            } catch (IOException e) {
                LOG.warn("{}, the state of a visit count that ended, cannot be deleted", folder, e);
            }
        }
    }

    /** The ids of the applications that run. */
    Set<String> ids() {
        return running.keySet().stream().map(Generation::application).collect(Collectors.toSet());
    }

    private Optional<String> problem() {
        Counter counter = running.get(current);
        return counter == null
                ? Optional.of("generation " + current + " is not running")
                : counter.streams.problem().or(counter.rebuilds::problem);
    }

    @Override
    public synchronized void close() {
        counts.close();
        running.values().forEach(VisitApplications::end);
        running.clear();
    }
}
