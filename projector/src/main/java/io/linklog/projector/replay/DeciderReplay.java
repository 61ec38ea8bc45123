package io.linklog.projector.replay;

import io.linklog.kit.decider.RebuildOrders;
import io.linklog.kit.decider.RebuildProgress;
import io.linklog.kit.decider.TopologyFigures;
import io.linklog.kit.kafka.InstalledTopics;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.projector.commands.ProgressDisplay;
import io.linklog.schemas.topics.Topics;
import io.linklog.visits.Counts;
import io.linklog.visits.FollowedCounts;
import io.linklog.visits.Generation;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code ./linklog replay --decider}: orders streams-topology to build its stores again from the log, and waits until
 * all are whole. The order stands if this process ends. Confined to one thread.
 */
final class DeciderReplay {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration MOST_SILENCE = Duration.ofMinutes(5);

    private final Etcd etcd;
    private final InstalledTopics topics;
    private final boolean terminal;
    private final PrintStream out;

    DeciderReplay(Etcd etcd, InstalledTopics topics, boolean terminal, PrintStream out) {
        this.etcd = etcd;
        this.topics = topics;
        this.terminal = terminal;
        this.out = out;
    }

    /** @throws NotSwitchedException when no topology runs, or none makes progress */
    void run() throws InterruptedException, NotSwitchedException {
        Map<String, Integer> applications = applications();
        try (TopologyFigures figures = new TopologyFigures(etcd)) {
            if (figures.read().isEmpty()) {
                throw new NotSwitchedException("No " + TopologyFigures.SERVICE
                        + " answers. Start the stack with ./linklog up and run again. Nothing was changed.");
            }
            long begin = System.nanoTime();
            long order = RebuildOrders.give(etcd, System.currentTimeMillis());
            out.println("Ordered: streams-topology clears the stores of " + applications
                    + " (partitions) and builds them again from the log. Commands and visits wait meanwhile; redirects"
                    + " go on.");
            await(figures, applications, order);
            out.printf(
                    "All stores are whole again after %.1f s; waiting commands and visits are processed now.%n",
                    (System.nanoTime() - begin) / 1e9);
        }
    }

    private void await(TopologyFigures figures, Map<String, Integer> applications, long order)
            throws InterruptedException, NotSwitchedException {
        int all = applications.values().stream().mapToInt(Integer::intValue).sum();
        try (ProgressDisplay display = new ProgressDisplay("Stores", "partitions", 0, all, terminal, out)) {
            RebuildProgress before = new RebuildProgress(Map.of(), 0);
            long changed = System.nanoTime();
            while (true) {
                RebuildProgress now = RebuildProgress.of(figures.read(), applications.keySet(), order);
                display.update(now.wholePartitions(), all, now.recordsLeft() + " records to read");
                if (now.isWhole(applications)) {
                    return;
                }
                if (!now.equals(before)) {
                    before = now;
                    changed = System.nanoTime();
                } else if (System.nanoTime() - changed > MOST_SILENCE.toNanos()) {
                    throw new NotSwitchedException("There was no progress for " + MOST_SILENCE.toMinutes()
                            + " minutes. The order stands, and streams-topology follows it as soon as it can; its"
                            + " /readyz says what it waits for.");
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /** The applications whose stores are built again, with the number of their partitions. */
    private Map<String, Integer> applications() throws InterruptedException, NotSwitchedException {
        Map<String, Integer> applications = new TreeMap<>();
        applications.put("links", topics.partitions(Topics.LINK_COMMANDS));
        try {
            Counts counts = FollowedCounts.read(etcd.await(etcd.get(FollowedCounts.KEY)));
            counts.active()
                    .forEach(generation -> applications.put(
                            Generation.shortName(generation.number()), topics.partitions(Topics.VISITS)));
        } catch (MalformedValueException e) {
            throw new NotSwitchedException(
                    "The value of the etcd key " + FollowedCounts.KEY + " cannot be read: " + e.getMessage());
        }
        return applications;
    }
}
