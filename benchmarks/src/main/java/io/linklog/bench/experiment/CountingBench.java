package io.linklog.bench.experiment;

import io.linklog.bench.load.CpuUse;
import io.linklog.bench.load.ProcessCpu;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Goal;
import io.linklog.bench.system.SystemUnderTest;
import io.linklog.bench.visits.VisitShape;
import io.linklog.bench.visits.VisitTally;
import io.linklog.bench.visits.VisitWriter;
import io.linklog.schemas.wire.SchemaRegistry;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how many visits are counted per second. Writes visits to the log faster than they can be counted and waits
 * until all are counted. Everything else runs too, so writer, broker, topology, projector and Cassandra share the
 * cores.
 */
public final class CountingBench {

    private static final double GOAL = 20_000;
    private static final int VISITS = 60_000;

    private final SystemUnderTest linklog;
    private final FigureReport report;
    private final PrintStream out;

    public CountingBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.report = report;
        this.out = out;
    }

    /**
     * The result of one turn.
     *
     * @param records of visit-stats per visit
     * @param cpuMicros per visit, by process
     */
    private record Turn(double perSecond, double records, Map<String, Double> cpuMicros) {}

    public void run(BenchOptions options) {
        SchemaRegistry registry = linklog.schemaRegistry();
        String bootstrap = linklog.servers().kafkaBootstrap();
        int ofEachPartition = VISITS / linklog.partitions();
        try (VisitWriter writer = new VisitWriter(bootstrap, registry, linklog.partitions())) {
            turn(writer, registry, "warm-up", VisitShape.zipf(), ofEachPartition);
            for (VisitShape shape : List.of(VisitShape.zipf(), VisitShape.uniform(), VisitShape.oneCode())) {
                List<Turn> turns = new ArrayList<>();
                for (int round = 0; round < options.rounds(); round++) {
                    String journal = "bench-" + shape.title().replace(' ', '-') + "-" + round;
                    turns.add(turn(writer, registry, journal, shape, ofEachPartition));
                }
                report.add(
                        out,
                        String.format(
                                "Counting %,d visits, %s (median of %d rounds)",
                                VISITS, shape.title(), options.rounds()),
                        "",
                        figures(turns));
            }
        }
    }

    private Turn turn(
            VisitWriter writer, SchemaRegistry registry, String journal, VisitShape shape, int ofEachPartition) {
        try (VisitTally tally = new VisitTally(linklog.servers().kafkaBootstrap(), registry, linklog.partitions())) {
            Map<String, ProcessCpu> processes = new LinkedHashMap<>(linklog.cpus());
            processes.put("writer", ProcessCpu.ofThis());
            CpuUse cpu = CpuUse.begin(processes);
            long begin = System.nanoTime();
            writer.write(journal, shape, ofEachPartition);
            long records = tally.await(journal, linklog.partitions(), ofEachPartition);
            double seconds = (System.nanoTime() - begin) / 1e9;
            double visits = (double) ofEachPartition * linklog.partitions();
            Map<String, Double> micros = cpu.end();
            micros.replaceAll((process, used) -> used / visits);
            return new Turn(visits / seconds, records / visits, micros);
        }
    }

    private static List<Figure> figures(List<Turn> turns) {
        List<Figure> figures = new ArrayList<>();
        figures.add(
                Figure.of("visits counted and committed per second", "", turns, Turn::perSecond, Goal.atLeast(GOAL)));
        figures.add(Figure.of("records of visit-stats per visit", "", turns, Turn::records));
        for (String process : turns.get(0).cpuMicros.keySet()) {
            figures.add(Figure.of("  CPU per visit, " + process, "µs", turns, turn -> turn.cpuMicros.get(process)));
        }
        return figures;
    }
}
