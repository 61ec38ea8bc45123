package io.linklog.bench.experiment;

import io.linklog.bench.load.LinkLogWriter;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Goal;
import io.linklog.bench.system.SystemUnderTest;
import io.linklog.kit.decider.RebuildOrders;
import io.linklog.kit.decider.RebuildProgress;
import io.linklog.kit.decider.TopologyFigures;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How fast streams-topology builds its stores again from the log, as {@code ./linklog replay --decider} orders it. */
public final class RebuildBench {

    private static final int LINKS = 300_000;
    // the topology answers with all its metrics: asked ten times a second, that took 8 % of its CPU time
    private static final long PAUSE_MS = 250;

    private final SystemUnderTest linklog;
    private final FigureReport report;
    private final PrintStream out;

    public RebuildBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.report = report;
        this.out = out;
    }

    /**
     * One rebuild.
     *
     * @param seconds from the first record of the log until all stores are whole
     * @param waited seconds from the order, for a command that comes right after it
     */
    private record Turn(double seconds, double waited) {
        double rate() {
            return LINKS / seconds;
        }
    }

    public void run(BenchOptions options) throws InterruptedException {
        LinkLogWriter.write(linklog.servers().kafkaBootstrap(), linklog.schemaRegistry(), LINKS);
        List<Turn> turns = new ArrayList<>();
        try (Etcd etcd = new Etcd(EtcdSettings.of(URI.create(linklog.servers().etcdEndpoint())));
                TopologyFigures figures = new TopologyFigures(etcd)) {
            turn(etcd, figures); // the first has links that no store has yet
            for (int round = 0; round < options.rounds(); round++) {
                turns.add(turn(etcd, figures));
            }
        }
        report.add(
                out,
                String.format("Stores of %,d links, built again from the log", LINKS),
                "",
                List.of(
                        Figure.of("links a second", "", turns, Turn::rate, Goal.atLeast(20_000)),
                        Figure.of("commands wait", "s", turns, Turn::waited)));
    }

    private Turn turn(Etcd etcd, TopologyFigures figures) throws InterruptedException {
        Map<String, Integer> applications = Map.of("links", linklog.partitions());
        long ordered = System.nanoTime();
        long order = RebuildOrders.give(etcd, System.currentTimeMillis());
        long begin = 0;
        while (true) {
            RebuildProgress progress = RebuildProgress.of(figures.read(), applications.keySet(), order);
            long now = System.nanoTime();
            if (begin == 0 && progress.recordsLeft() > 0) {
                begin = now;
            }
            if (progress.isWhole(applications)) {
                return new Turn((now - begin) / 1e9, (now - ordered) / 1e9);
            }
            Thread.sleep(PAUSE_MS);
        }
    }
}
