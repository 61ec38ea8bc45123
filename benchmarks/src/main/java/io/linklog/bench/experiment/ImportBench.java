package io.linklog.bench.experiment;

import io.linklog.bench.load.LongUrlSet;
import io.linklog.bench.load.Pace;
import io.linklog.bench.reference.BareReference;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Goal;
import io.linklog.bench.report.Rounds;
import io.linklog.bench.system.ImportCommandLine;
import io.linklog.bench.system.LinksApi;
import io.linklog.bench.system.ProjectorLag;
import io.linklog.bench.system.SystemUnderTest;
import io.linklog.stack.jvm.Checkout;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Imports a file of URLs with one batch request. The reference is the bare topology, which processes as many records.
 */
public final class ImportBench {

    private static final double GOAL = 3_000;
    private static final int EXAMPLES = 3;

    private final SystemUnderTest linklog;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;
    private final ImportCommandLine command;

    public ImportBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.links = new LinksApi(linklog.commandService(), linklog.queryService());
        this.report = report;
        this.out = out;
        this.command = new ImportCommandLine(Checkout.find(), linklog.servers().folder(), linklog.commandService());
    }

    /**
     * @param acknowledged links per second until the last answer
     * @param projected links per second until the projector has written the last
     * @param command links per second of {@code ./linklog import}, with other keys
     */
    private record Import(double acknowledged, double projected, double command, int refused, int wrong) {}

    public void run(BenchOptions options) throws Exception {
        Path file = options.file();
        List<String> urls = file == null ? LongUrlSet.generate(LongUrlSet.REAL_COUNT) : LongUrlSet.read(file);
        try (BareReference bare = BareReference.start(
                        linklog.servers(),
                        linklog.partitions(),
                        BenchOptions.DEFAULT_COMMIT_MILLIS,
                        SystemUnderTest.jvm(SystemUnderTest.TOPOLOGY_HEAP_MEGABYTES));
                ProjectorLag projector = new ProjectorLag(linklog.servers().kafkaBootstrap(), linklog.partitions())) {
            Import first = importAll(urls, "import-first", projector);
            bare.load().run(urls.size(), Pace.none());
            var rounds = Rounds.interleave(
                    options.rounds(),
                    round -> importAll(urls, "import-" + round, projector),
                    round -> perSecond(
                            urls.size(),
                            bare.load().run(urls.size(), Pace.none()).nanos()));
            report.add(
                    out,
                    "Import of " + urls.size() + " URLs, " + (file == null ? "made up" : "of " + file.getFileName())
                            + " (links/s, median of " + options.rounds() + " rounds)",
                    "bare topology",
                    List.of(
                            rounds.figure(
                                    "one batch request, until all are answered",
                                    "",
                                    Import::acknowledged,
                                    drained -> drained,
                                    Goal.atLeast(GOAL)),
                            rounds.figure("  until all are projected", "", Import::projected),
                            single("  the first one after the start", first.acknowledged),
                            rounds.figure("./linklog import, with its start", "", Import::command),
                            rounds.figure("lines refused", "", load -> load.refused, Goal.atMost(0)),
                            rounds.figure(
                                    "codes that redirect to a wrong target", "", load -> load.wrong, Goal.atMost(0))));
        }
    }

    private static Figure single(String name, double value) {
        return new Figure(name, "", List.of(value), List.of(), List.of());
    }

    private Import importAll(List<String> urls, String run, ProjectorLag projector) throws Exception {
        long begin = System.nanoTime();
        LinksApi.Created created = links.createAll(urls, run);
        projector.awaitNone();
        long projected = System.nanoTime() - begin;
        Map<String, String> wrong = links.wrongRedirects(created.targets());
        created.refused().stream().limit(EXAMPLES).forEach(line -> out.println("refused: " + line));
        wrong.values().stream().limit(EXAMPLES).forEach(line -> out.println("wrong: " + line));
        long byCommand = command.run(urls, run + "-command");
        projector.awaitNone(); // otherwise its work would count for the next measurement
        return new Import(
                perSecond(urls.size(), created.nanos()),
                perSecond(urls.size(), projected),
                perSecond(urls.size(), byCommand),
                urls.size() - created.targets().size(),
                wrong.size());
    }

    private static double perSecond(int count, long nanos) {
        return count / (nanos / 1e9);
    }
}
