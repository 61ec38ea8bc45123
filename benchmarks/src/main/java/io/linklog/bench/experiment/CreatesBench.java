package io.linklog.bench.experiment;

import io.linklog.bench.load.CommandServices;
import io.linklog.bench.load.CpuUse;
import io.linklog.bench.load.HttpLoad;
import io.linklog.bench.load.Pace;
import io.linklog.bench.load.ProcessCpu;
import io.linklog.bench.reference.BareLoad;
import io.linklog.bench.reference.BareReference;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Goal;
import io.linklog.bench.report.Rounds;
import io.linklog.bench.report.Samples;
import io.linklog.bench.system.LinksApi;
import io.linklog.bench.system.SystemUnderTest;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Creates links at a constant rate through the HTTP API, spread over the registered instances. The reference is a bare
 * exactly-once topology on the same broker.
 */
public final class CreatesBench {

    private static final int CONNECTIONS = 256;
    private static final double RATIO_GOAL = 1.5;
    private static final double MILLIS_GOAL = 50;
    private static final int CREATED = 201;

    private final SystemUnderTest linklog;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;
    private final AtomicLong urls = new AtomicLong();

    public CreatesBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.links = new LinksApi(linklog.commandService(), linklog.queryService());
        this.report = report;
        this.out = out;
    }

    /**
     * The result of one turn.
     *
     * @param failed answers other than 201
     * @param smallestShare the share of the instance with the fewest answers, in percent
     * @param cpuMicros by process, in the whole turn
     */
    private record Load(int requests, Samples millis, int failed, double smallestShare, Map<String, Double> cpuMicros) {

        double cpu(String process) {
            return cpuMicros.getOrDefault(process, Double.NaN) / requests;
        }

        double cpu() {
            return cpuMicros.values().stream().mapToDouble(Double::doubleValue).sum() / requests;
        }
    }

    /** @param commitMillis of both topologies; empty for the default of Linklog's */
    public void run(BenchOptions options, OptionalInt commitMillis) throws Exception {
        int interval = commitMillis.orElse(BenchOptions.DEFAULT_COMMIT_MILLIS);
        int instances = options.commandServices();
        try (CommandServices services = CommandServices.follow(linklog.servers().etcdEndpoint(), instances);
                BareReference bare = BareReference.start(
                        linklog.servers(),
                        linklog.partitions(),
                        interval,
                        SystemUnderTest.jvm(SystemUnderTest.TOPOLOGY_HEAP_MEGABYTES));
                HttpLoad client = new HttpLoad(services.addresses(), CONNECTIONS / instances, services)) {
            Rounds.warmUp(
                    options.warmUp(),
                    time -> create(client, options.rate(), time),
                    time -> bare(bare, options.rate(), time));
            var rounds = Rounds.interleave(
                    options.rounds(),
                    round -> {
                        create(client, options.rate(), options.leadIn());
                        return create(client, options.rate(), options.createTime());
                    },
                    round -> {
                        bare(bare, options.rate(), options.leadIn());
                        return bare(bare, options.rate(), options.createTime());
                    });
            List<Figure> figures = new ArrayList<>();
            figures.add(rounds.figure(
                    "median",
                    "ms",
                    load -> load.millis.median(),
                    load -> load.millis.median(),
                    Goal.ratioAtMost(RATIO_GOAL),
                    Goal.atMost(MILLIS_GOAL)));
            figures.add(rounds.figure(
                    "p99", "ms", load -> load.millis.percentile(0.99), load -> load.millis.percentile(0.99)));
            figures.add(rounds.figure(
                    "largest", "ms", load -> load.millis.percentile(1), load -> load.millis.percentile(1)));
            figures.add(rounds.figure("answers other than 201", "", load -> load.failed, Goal.atMost(0)));
            if (instances > 1) {
                figures.add(rounds.figure("smallest share of an instance", "%", load -> load.smallestShare));
            }
            figures.add(rounds.figure("CPU per create, all processes", "µs", Load::cpu, Load::cpu));
            for (String process : linklog.cpus().keySet()) {
                figures.add(rounds.figure("  " + process, "µs", load -> load.cpu(process), load -> load.cpu(process)));
            }
            figures.add(rounds.figure("  the client", "µs", load -> load.cpu("client"), load -> load.cpu("client")));
            report.add(
                    out,
                    "Creates at " + options.rate() + "/s (commit interval " + interval + " ms, " + linklog.partitions()
                            + " partitions, open loop, " + options.describe(options.createTime()) + ")",
                    "bare topology",
                    figures);
        }
    }

    private Load create(HttpLoad client, int rate, Duration time) throws Exception {
        int requests = requests(rate, time);
        CpuUse cpu = CpuUse.begin(processes());
        HttpLoad.Run run = client.run(requests, Pace.of(rate), i -> links.createRequest(url()), (i, answer) -> {});
        int smallest = Collections.min(run.servers().values());
        return new Load(
                requests,
                run.latencies().millis(),
                requests - run.count(CREATED),
                100.0 * smallest / requests,
                cpu.end());
    }

    private Load bare(BareReference bare, int rate, Duration time) throws Exception {
        int requests = requests(rate, time);
        Map<String, ProcessCpu> processes = processes();
        processes.put("streams-topology", bare.cpu()); // in place of Linklog's topology, which idles
        CpuUse cpu = CpuUse.begin(processes);
        BareLoad.Result result = bare.load().run(requests, Pace.of(rate));
        return new Load(requests, result.latencies().millis(), 0, 100, cpu.end());
    }

    private Map<String, ProcessCpu> processes() {
        Map<String, ProcessCpu> processes = new LinkedHashMap<>(linklog.cpus());
        processes.put("client", ProcessCpu.ofThis());
        return processes;
    }

    private static int requests(int rate, Duration time) {
        return Math.toIntExact(rate * time.toSeconds());
    }

    /** A new URL of about 42 characters, the median length of real ones. */
    private String url() {
        return String.format("https://example.org/path/to/a/page/%07d", urls.incrementAndGet());
    }
}
