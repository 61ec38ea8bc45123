package io.linklog.topology.rebuild;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the stores of each task against the log, and rebuilds those that are lost or behind. One background thread
 * checks, which takes some milliseconds; another one replays, which takes as long as the log is. Thread-safe.
 */
public final class StateRebuilds implements StoreWatch, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateRebuilds.class);
    private static final long IDLE_MS = 500;
    // the tasks of one assignment begin one after another; those that come within this time share a check
    private static final long GATHER_MS = 20;

    private final KafkaSettings kafka;
    private final LogSerdes serdes;
    private final Source source;
    private final BlockingQueue<PartitionRebuild> toCheck = new LinkedBlockingQueue<>();
    private final BlockingQueue<PartitionRebuild> toReplay = new LinkedBlockingQueue<>();
    private final Set<PartitionRebuild> running = ConcurrentHashMap.newKeySet();
    private final ReplayProgress progress = new ReplayProgress();
    // confined to its loop: what a failed round left
    private final List<PartitionRebuild> checking = new ArrayList<>();
    private final List<PartitionRebuild> replaying = new ArrayList<>();
    private final Loop checks;
    private final Loop replays;

    /**
     * What is read.
     *
     * @param group the application's consumer group
     * @param urls the repartition topic of the URL index
     * @param partitions of link-commands, link-events and {@code urls}
     */
    public record Source(String group, String urls, int partitions) {}

    public StateRebuilds(KafkaSettings kafka, LogSerdes serdes, Source source, MeterRegistry metrics, Health health) {
        this.kafka = kafka;
        this.serdes = serdes;
        this.source = source;
        Gauge.builder("linklog.rebuild.partitions", running, Set::size)
                .description("partitions whose commands wait until their stores are whole")
                .register(metrics);
        Gauge.builder("linklog.rebuild.events.left", progress, ReplayProgress::left)
                .description("events that a rebuild of stores has still to read")
                .register(metrics);
        this.checks = Loop.start("state-checks", this::check, health);
        this.replays = Loop.start("state-rebuilds", this::replay, health);
    }

    @Override
    public PartitionRebuild begin(int partition, StoreMarks marks) {
        PartitionRebuild rebuild = new PartitionRebuild(partition, marks);
        running.add(rebuild);
        toCheck.add(rebuild);
        return rebuild;
    }

    @Override
    public void end(PartitionRebuild rebuild) {
        running.remove(rebuild);
        rebuild.cancel();
    }

    /** Why commands wait; empty when they do not. */
    public Optional<String> problem() {
        Set<Integer> partitions =
                running.stream().map(PartitionRebuild::partition).collect(Collectors.toCollection(TreeSet::new));
        return partitions.isEmpty()
                ? Optional.empty()
                : Optional.of("the stores of partitions " + partitions + " are rebuilt from the log: " + progress);
    }

    private void check() throws InterruptedException {
        if (!gather(toCheck, checking)) {
            return;
        }
        try (Admin admin = Admin.create(kafka.client(Map.of()));
                LogRanges ranges = new LogRanges(kafka)) {
            List<PartitionRebuild> others = new LogCheck(log(admin, ranges), ranges).complete(checking);
            if (!others.isEmpty()) {
                LOG.info(
                        "The stores of partitions {} are lost or behind the log; they are rebuilt, and commands wait",
                        others.stream().map(PartitionRebuild::partition).toList());
                toReplay.addAll(others);
            }
            checking.clear();
        }
    }

    private void replay() throws InterruptedException {
        if (!gather(toReplay, replaying)) {
            return;
        }
        long begin = System.nanoTime();
        try (Admin admin = Admin.create(kafka.client(Map.of()));
                LogRanges ranges = new LogRanges(kafka)) {
            new LogReplay(log(admin, ranges), ranges, serdes, replaying, Instant.now(), progress).run();
            LOG.info(
                    "The log was read for partitions {} in {} ms; {}",
                    replaying.stream().map(PartitionRebuild::partition).toList(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
                    progress);
            replaying.clear();
        }
    }

    private LinkLog log(Admin admin, LogRanges ranges) {
        return LinkLog.now(ranges, GroupPositions.of(admin, source.group()), source.urls(), source.partitions());
    }

    /** Waits a while for requests. Returns whether there are any, also from a round that failed. */
    private static boolean gather(BlockingQueue<PartitionRebuild> from, List<PartitionRebuild> into)
            throws InterruptedException {
        if (into.isEmpty()) {
            PartitionRebuild first = from.poll(IDLE_MS, TimeUnit.MILLISECONDS);
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
    }
}
