package io.linklog.bench;

import io.linklog.bench.experiment.BenchOptions;
import io.linklog.bench.experiment.CountingBench;
import io.linklog.bench.experiment.CreatesBench;
import io.linklog.bench.experiment.EdgeBench;
import io.linklog.bench.experiment.ImportBench;
import io.linklog.bench.experiment.LimitsBench;
import io.linklog.bench.experiment.RebuildBench;
import io.linklog.bench.experiment.RedirectsBench;
import io.linklog.bench.experiment.RulesBench;
import io.linklog.bench.experiment.SearchBench;
import io.linklog.bench.experiment.StatsDelayBench;
import io.linklog.bench.experiment.StatsReadBench;
import io.linklog.bench.experiment.TracingBench;
import io.linklog.bench.experiment.VisitLogBench;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.MachineFacts;
import io.linklog.bench.system.HarnessLogging;
import io.linklog.bench.system.SystemUnderTest;
import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** {@code ./linklog bench}: measures, prints the figures with their goals, and saves them as JSON. */
@Command(
        name = "linklog bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures Linklog's performance goals, each as a ratio to a reference in the same run.",
            "Starts servers and services of its own, on free ports and with fresh data.",
            "Stop a stack that 'up' started: it would compete for the cores."
        })
public final class Bench {

    /** An experiment on a running Linklog. */
    @FunctionalInterface
    private interface Experiment {
        void run(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception;
    }

    private final PrintStream out;

    private Bench(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        // before the first logger is created; the class path also contains the services' logback.xml
        System.setProperty(HarnessLogging.PROPERTY, HarnessLogging.FILE);
        Bench bench = new Bench(System.out);
        CommandLine commands = new CommandLine(bench);
        bench.add(commands, "redirects", "Redirects from memory, compared with nginx.", bench::redirects);
        bench.add(commands, "edge", "CPU time of a redirect through the edge, compared with nginx.", bench::edge);
        bench.add(commands, "tracing", "Redirects with 1 %% traced, compared with none traced.", bench::tracing);
        bench.add(
                commands, "visit-log", "Redirects with each visit logged, compared with none logged.", bench::visitLog);
        bench.add(commands, "rules", "Redirects with ten rules a link, compared with none.", bench::rules);
        bench.add(commands, "limits", "Visitors of one link with maxVisits.", bench::limits);
        bench.add(commands, "visits", "Visits counted per second: Zipf, uniform, one code.", bench::visits);
        bench.add(
                commands, "stats-delay", "Delay from a visit to its statistics, beside a hot link.", bench::statsDelay);
        bench.add(commands, "stats-read", "Statistics of a link with ten million visits.", bench::statsRead);
        bench.add(commands, "search", "Searches among a million links.", bench::search);
        bench.add(
                commands, "creates", "Latency at 1,000/s, compared with a bare exactly-once topology.", bench::creates);
        bench.add(commands, "import", "Links per second, compared with a bare exactly-once topology.", bench::imports);
        bench.add(commands, "rebuild", "Stores of the topology built again from the log.", bench::rebuild);
        commands.addSubcommand("jmh", new CommandLine(new Micro()));
        bench.add(commands, "all", "All experiments, on one stack.", bench::all);
        commands.setExpandAtFiles(false);
        commands.setExecutionExceptionHandler(
                Bench::reportFailure); // last, because it applies to the subcommands that exist
        System.exit(commands.execute(args.length == 0 ? new String[] {"all"} : args));
    }

    private static int reportFailure(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof StackException) {
            command.getErr().println("bench: " + failure.getMessage());
            return 1;
        }
        throw failure;
    }

    private void add(CommandLine commands, String name, String description, Experiment experiment) {
        CommandLine command = new CommandLine(new Measure(experiment));
        command.getCommandSpec().usageMessage().description(description);
        commands.addSubcommand(name, command);
    }

    private void redirects(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new RedirectsBench(linklog, report, out).run(options);
    }

    private void edge(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new EdgeBench(linklog, report, out).run(options);
    }

    private void tracing(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new TracingBench(linklog, report, out).run(options);
    }

    private void rules(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new RulesBench(linklog, report, out).run(options);
    }

    private void limits(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new LimitsBench(linklog, report, out).run(options);
    }

    private void visits(SystemUnderTest linklog, BenchOptions options, FigureReport report) {
        new CountingBench(linklog, report, out).run(options);
    }

    private void statsDelay(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        StatsDelayBench.run(linklog, options, report, out);
    }

    private void statsRead(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new StatsReadBench(linklog, report, out).run(options);
    }

    private void search(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new SearchBench(linklog, report, out).run(options);
    }

    private void visitLog(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new VisitLogBench(linklog, report, out).run(options);
    }

    private void creates(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        linklog.scaleCommandService(options.commandServices());
        CreatesBench creates = new CreatesBench(linklog, report, out);
        for (OptionalInt interval : options.commitIntervals()) {
            if (interval.isPresent()) {
                linklog.restartTopology(interval);
            }
            creates.run(options, interval);
        }
    }

    private void imports(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new ImportBench(linklog, report, out).run(options);
    }

    private void rebuild(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        new RebuildBench(linklog, report, out).run(options);
    }

    private void all(SystemUnderTest linklog, BenchOptions options, FigureReport report) throws Exception {
        imports(linklog, options, report);
        creates(linklog, options, report);
        redirects(linklog, options, report);
        edge(linklog, options, report);
        tracing(linklog, options, report);
        visitLog(linklog, options, report);
        limits(linklog, options, report);
        statsDelay(linklog, options, report);
        statsRead(linklog, options, report);
        visits(linklog, options, report);
        search(linklog, options, report); // last: these add many links
        rebuild(linklog, options, report);
    }

    @Command(mixinStandardHelpOptions = true)
    private final class Measure implements Callable<Integer> {

        @Mixin
        private BenchOptions options = new BenchOptions();

        private final Experiment experiment;

        Measure(Experiment experiment) {
            this.experiment = experiment;
        }

        @Override
        public Integer call() throws Exception {
            Path folder = options.folder(Checkout.find().target("benchmarks").resolve("bench"));
            Path run = folder.resolve("run");
            delete(run); // figures depend on the amount of data, so each run begins without any
            FigureReport report = new FigureReport(MachineFacts.facts());
            report.printMachine(out);
            try (SystemUnderTest linklog =
                    SystemUnderTest.start(Files.createDirectories(run), options.partitions(), options.jvm())) {
                experiment.run(linklog, options, report);
            } finally {
                Path figures = folder.resolve("figures.json");
                report.write(figures);
                out.println();
                out.println("Every round is in " + figures);
            }
            if (!options.keep()) {
                delete(run);
            }
            return 0;
        }
    }

    @Command(
            description = {
                "The micro-benchmarks. All arguments go to JMH (-h lists them),",
                "for instance a part of a benchmark's name."
            })
    private static final class Micro implements Callable<Integer> {

        @Unmatched
        private List<String> arguments = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
            return 0;
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot clear " + folder, e);
        }
    }
}
