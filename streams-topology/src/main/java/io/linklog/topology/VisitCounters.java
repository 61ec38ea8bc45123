package io.linklog.topology;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.schemas.Visit;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.SchemaStore;
import io.linklog.topology.streams.DeadLetterHandler;
import io.linklog.topology.streams.RocksMemory;
import io.linklog.topology.streams.StreamsApplication;
import io.linklog.topology.visits.CountingMetrics;
import io.linklog.topology.visits.Description;
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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications that count visits, one for each generation of the count that takes any: the one that holds, and
 * during a recount the one that is coming. Follows etcd to know which they are; while it is away, goes on with those.
 * Thread-safe.
 */
final class VisitCounters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VisitCounters.class);

    /** One that runs. */
    private record Counter(KafkaStreams streams, Closer closer) {}

    private final TopologySettings settings;
    private final SchemaStore registry;
    private final int partitions;
    private final RocksMemory memory;
    private final MeterRegistry metrics;
    private final Health health;
    // by number; one thread at a time changes it, under this object's lock
    private final Map<Integer, Counter> running = new ConcurrentHashMap<>();
    private volatile int holding;
    private final FollowedCounts counts;

    /**
     * Waits for etcd; returns before partitions are assigned.
     *
     * @param partitions of the topic {@code visits}
     */
    VisitCounters(
            Etcd etcd,
            TopologySettings settings,
            SchemaStore registry,
            int partitions,
            RocksMemory memory,
            MeterRegistry metrics,
            Health health)
            throws InterruptedException {
        this.settings = settings;
        this.registry = registry;
        this.partitions = partitions;
        this.memory = memory;
        this.metrics = metrics;
        this.health = health;
        this.counts = new FollowedCounts(etcd, this::follow);
        health.readyWhen("visits", this::problem);
    }

    private synchronized void follow(Counts now) {
        holding = now.holding().number();
        Map<Integer, Generation> wanted = new HashMap<>();
        now.counting().forEach(one -> wanted.put(one.number(), one));
        for (Integer number : Set.copyOf(running.keySet())) {
            if (!wanted.containsKey(number)) {
                LOG.info("Generation {} of the count of visits ends", number);
                end(running.remove(number));
            }
        }
        // also what a process that was killed left behind
        deleteStateBut(wanted.keySet());
        for (Generation one : wanted.values()) {
            if (!running.containsKey(one.number())) {
                start(one);
            }
        }
        LOG.info("Generation {} of the count of visits holds", holding);
    }

    private void start(Generation generation) {
        int number = generation.number();
        Closer closer = new Closer();
        try {
            VisitTopology topology = new VisitTopology(
                    generation,
                    description(generation, closer),
                    registry,
                    new CountingMetrics(metrics, () -> number == holding),
                    System::currentTimeMillis,
                    settings.visitsBytes() / partitions);
            KafkaStreams streams = StreamsApplication.start(
                    name(number),
                    topology.build(),
                    settings.visitStreams(
                            number,
                            Map.of(
                                    RocksMemory.SETTING,
                                    memory,
                                    DeadLetterHandler.COUNTER,
                                    metrics.counter("linklog.dead.letters", "topic", Topics.VISITS.name()),
                                    DeadLetterHandler.SINCE,
                                    generation.begun().toEpochMilli())),
                    metrics,
                    health,
                    closer);
            running.put(number, new Counter(streams, closer));
        } catch (IOException | RuntimeException e) {
            closeQuietly(closer);
            LOG.error("Generation {} of the count of visits cannot be counted here", number, e);
        }
    }

    private UnaryOperator<Visit> description(Generation generation, Closer closer) throws IOException {
        if (generation.isFirst()) {
            return UnaryOperator.identity();
        }
        try {
            return closer.add("description", Description.of(generation));
        } catch (IOException e) {
            if (generation.number() != holding) {
                throw e;
            }
            LOG.warn(
                    "Visits are counted under the places that they were logged with: {} cannot be read",
                    generation.places(),
                    e);
            return closer.add("description", Description.of(generation.withoutPlaces()));
        }
    }

    /** What an application is called in this process. */
    static String name(int generation) {
        return generation == Generation.FIRST.number() ? "visits" : "visits-" + generation;
    }

    private static void end(Counter counter) {
        closeQuietly(counter.closer);
    }

    private static void closeQuietly(Closer closer) {
        try {
            closer.close();
        } catch (Exception e) {
            LOG.warn("An application that counts visits did not end cleanly", e);
        }
    }

    private void deleteStateBut(Set<Integer> numbers) {
        File own = settings.stateDir().resolve(settings.instanceId()).toFile();
        Set<String> kept = numbers.stream().map(Generation::application).collect(Collectors.toSet());
        File[] left = own.listFiles(
                file -> file.getName().startsWith(Generation.application(1)) && !kept.contains(file.getName()));
        for (File folder : left == null ? new File[0] : left) {
            try {
                Utils.delete(folder);
            } catch (IOException e) {
                LOG.warn("{}, the state of a count that is over, cannot be deleted", folder, e);
            }
        }
    }

    private Optional<String> problem() {
        Counter holds = running.get(holding);
        return holds == null
                ? Optional.of("generation " + holding + " is not counted")
                : StreamsApplication.problem(holds.streams);
    }

    @Override
    public synchronized void close() {
        counts.close();
        running.values().forEach(VisitCounters::end);
        running.clear();
    }
}
