package io.linklog.topology.rebuild;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the stores of each task of an application against the log, and rebuilds those that are lost or behind. One
 * background thread checks, which takes some milliseconds; another one replays, which takes as long as the log is.
 * Thread-safe.
 *
 * @param <M> how far a partition's stores reflect the log
 * @param <S> one thing that is applied to them
 */
public final class StateRebuilds<M, S> implements StoreWatch<M, S>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateRebuilds.class);
    private static final long IDLE_MS = 500;
    // the tasks of one assignment begin one after another; those that come within this time share a check
    private static final long GATHER_MS = 20;
    // a replay reads the whole log, so it waits for tasks that are still to be cleared or checked
    private static final long MOST_WAIT_MS = 10_000;

    private final String name;
    private final String group;
    private final KafkaSettings kafka;
    private final StateLog<M, S> log;
    private final LongSupplier order;
    private final MeterRegistry metrics;
    private final BlockingQueue<PartitionRebuild<M, S>> toCheck = new LinkedBlockingQueue<>();
    private final BlockingQueue<PartitionRebuild<M, S>> toReplay = new LinkedBlockingQueue<>();
    private final Set<PartitionRebuild<M, S>> running = ConcurrentHashMap.newKeySet();
    private final Set<PartitionRebuild<M, S>> complete = ConcurrentHashMap.newKeySet();
    private final ReplayProgress progress = new ReplayProgress();
    // confined to its loop: what a failed round left
    private final List<PartitionRebuild<M, S>> checking = new ArrayList<>();
    private final List<PartitionRebuild<M, S>> replaying = new ArrayList<>();
    // the first check loads classes, which takes most of a second: none waits for that when partitions move here
    private boolean rehearsed;
    private final List<Meter> gauges;
    private final Loop checks;
    private final Loop replays;

    /**
     * @param name of the application, for logs and metrics
     * @param group the application's consumer group
     * @param order the number of the latest order to build the stores again
     */
    public StateRebuilds(
            String name,
            String group,
            KafkaSettings kafka,
            StateLog<M, S> log,
            LongSupplier order,
            MeterRegistry metrics,
            Health health) {
        this.name = name;
        this.group = group;
        this.kafka = kafka;
        this.log = log;
        this.order = order;
        this.metrics = metrics;
        this.gauges = List.of(
                Gauge.builder("linklog.rebuild.partitions", running, Set::size)
                        .tag("application", name)
                        .description("partitions whose records wait until their stores are whole")
                        .register(metrics),
                Gauge.builder("linklog.rebuild.partitions.whole", this, StateRebuilds::whole)
                        .tag("application", name)
                        .description("partitions whose stores are whole and were built under the latest order")
                        .register(metrics),
                Gauge.builder("linklog.rebuild.order", order, LongSupplier::getAsLong)
                        .tag("application", name)
                        .description("the number of the latest order to build the stores again; 0 for none")
                        .register(metrics),
                Gauge.builder("linklog.rebuild.records.left", progress, ReplayProgress::left)
                        .tag("application", name)
                        .description("records that a rebuild of stores has still to read")
                        .register(metrics));
        this.checks = Loop.start(name + "-state-checks", this::check, health);
        this.replays = Loop.start(name + "-state-rebuilds", this::replay, health);
    }

    private long whole() {
        long latest = order.getAsLong();
        return complete.stream().filter(one -> one.order() >= latest).count();
    }

    @Override
    public PartitionRebuild<M, S> begin(int partition) {
        PartitionRebuild<M, S> rebuild = new PartitionRebuild<>(partition, order.getAsLong());
        running.add(rebuild);
        return rebuild;
    }

    @Override
    public void check(PartitionRebuild<M, S> rebuild, M marks) {
        rebuild.setMarks(marks);
        toCheck.add(rebuild);
    }

    @Override
    public void complete(PartitionRebuild<M, S> rebuild) {
        running.remove(rebuild);
        complete.add(rebuild);
        rebuild.cancel();
    }

    @Override
    public void end(PartitionRebuild<M, S> rebuild) {
        running.remove(rebuild);
        complete.remove(rebuild);
        rebuild.cancel();
    }

    /** Why records wait; empty when they do not. */
    public Optional<String> problem() {
        Set<Integer> partitions = new TreeSet<>(partitions(running));
        return partitions.isEmpty()
                ? Optional.empty()
                : Optional.of("the stores of partitions " + partitions + " are rebuilt from the log: " + progress);
    }

    private static List<Integer> partitions(Collection<? extends PartitionRebuild<?, ?>> rebuilds) {
        return rebuilds.stream().map(PartitionRebuild::partition).collect(Collectors.toList());
    }

    private void check() throws InterruptedException {
        if (!gather(toCheck, checking) && rehearsed) {
            return;
        }
        try (Admin admin = Admin.create(kafka.client(Map.of()));
                LogRanges ranges = new LogRanges(kafka, admin)) {
            List<PartitionRebuild<M, S>> others = log.check(checking, ranges, GroupPositions.of(admin, group));
            if (!others.isEmpty()) {
                LOG.info(
                        "The stores of {}, partitions {}, are lost or behind the log; they are rebuilt, and the records"
                                + " of these partitions wait",
                        name,
                        partitions(others));
                toReplay.addAll(others);
            }
            checking.clear();
            rehearsed = true;
        }
    }

    private void replay() throws InterruptedException {
        if (!gather(toReplay, replaying)) {
            return;
        }
        awaitOthers();
        long begin = System.nanoTime();
        try (Admin admin = Admin.create(kafka.client(Map.of()));
                LogRanges ranges = new LogRanges(kafka, admin)) {
            log.replay(replaying, ranges, GroupPositions.of(admin, group), progress);
            LOG.info(
                    "The log was read for {}, partitions {}, in {} ms; {}",
                    name,
                    partitions(replaying),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
                    progress);
            replaying.clear();
        }
    }

    /** Waits until no task is left that may ask for a replay, too: one reading then serves all. */
    private void awaitOthers() throws InterruptedException {
        long waited = 0;
        while (running.size() > replaying.size() + toReplay.size() && waited < MOST_WAIT_MS) {
            Thread.sleep(GATHER_MS);
            waited += GATHER_MS;
        }
        toReplay.drainTo(replaying);
    }

    /** Waits a while for requests. Returns whether there are any, also from a round that failed. */
    private static <T extends PartitionRebuild<?, ?>> boolean gather(BlockingQueue<T> from, List<T> into)
            throws InterruptedException {
        if (into.isEmpty()) {
            T first = from.poll(IDLE_MS, TimeUnit.MILLISECONDS);
            if (first == null) {
                return false;
            }
            into.add(first);
            Thread.sleep(GATHER_MS);
        }
        from.drainTo(into);
        into.removeIf(PartitionRebuild::isCancelled);
        return !into.isEmpty();
    }

    @Override
    public void close() {
        checks.close();
        replays.close();
        gauges.forEach(metrics::remove);
    }
}
