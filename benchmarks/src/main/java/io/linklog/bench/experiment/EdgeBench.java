package io.linklog.bench.experiment;

import io.linklog.bench.load.ProcessCpu;
import io.linklog.bench.load.Wrk;
import io.linklog.bench.reference.NginxProxyProgram;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Goal;
import io.linklog.bench.report.MachineFacts;
import io.linklog.bench.report.Rounds;
import io.linklog.bench.system.HaproxyProgram;
import io.linklog.bench.system.LinksApi;
import io.linklog.bench.system.ProgramStart;
import io.linklog.bench.system.SystemUnderTest;
import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.machine.HttpProbe;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Processes;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The cost of a redirect at the edge and at a sidecar, which got query-service at run time as after {@code up}. The
 * references are nginx in front of the same query-service, and query-service without a proxy, with the same client.
 */
public final class EdgeBench {

    private static final int CODES = 10_000;
    private static final double GOAL = 1.6;
    private static final double GOAL_OF_DIRECT = 0.45;
    private static final double GOAL_PER_CONNECTION = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final SystemUnderTest linklog;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;

    public EdgeBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.links = new LinksApi(linklog.commandService(), linklog.queryService());
        this.report = report;
        this.out = out;
    }

    /**
     * @param cpuMicros of the proxy alone, per request
     * @param perConnection requests for each connection that HAProxy made to query-service
     */
    private record Load(double perSecond, double cpuMicros, double perConnection) {}

    public void run(BenchOptions options) throws Exception {
        Map<String, String> targets = links.createInMemory(CODES, "edge");
        Path folder = linklog.servers().folder();
        int direct = linklog.queryService().getPort();
        NginxProxyProgram nginx = new NginxProxyProgram(FreePorts.choose(1).get(0), folder, direct);
        Processes processes = new Processes(folder);
        List<String> codes = List.copyOf(targets.keySet());
        Wrk wrk = new Wrk(folder, codes);
        Wrk calls = wrk.to(SystemUnderTest.QUERY);
        awaitServing(linklog.edge(), codes.get(0));
        try {
            new ProgramStart(processes).of(nginx);
            ProcessCpu nginxCpu =
                    ProcessCpu.of(processes.find(nginx.name()).orElseThrow().pid());
            load(wrk, linklog.edge(), options.warmUp());
            load(wrk, nginx.port(), nginxCpu, Duration.ofSeconds(2));
            var rounds = Rounds.interleave(
                    options.rounds(),
                    round -> load(wrk, linklog.edge(), options.redirectTime()),
                    round -> load(wrk, nginx.port(), nginxCpu, options.redirectTime()));
            var running = Rounds.interleave(
                    options.rounds(),
                    round -> load(wrk, linklog.edge(), options.redirectTime()),
                    round -> load(wrk, direct, linklog.cpu(SystemUnderTest.QUERY), options.redirectTime()));
            var sidecar = Rounds.interleave(
                    options.rounds(),
                    round -> load(calls, linklog.sidecar(), options.redirectTime()),
                    round -> load(wrk, nginx.port(), nginxCpu, options.redirectTime()));
            String how = " (wrk " + MachineFacts.version(DebianPackage.WRK, "-v") + ", 64 connections, " + CODES
                    + " codes at random, " + options.describe(options.redirectTime()) + ")";
            String reference = "nginx " + MachineFacts.version(DebianPackage.NGINX, "-v");
            report.add(out, "Redirects through the edge" + how, reference, figures(rounds, Goal.ratioAtMost(GOAL)));
            report.add(
                    out,
                    "Redirects through the edge of a running stack" + how,
                    "query-service without a proxy",
                    List.of(running.figure(
                            "requests/s", "", Load::perSecond, Load::perSecond, Goal.ratioAtLeast(GOAL_OF_DIRECT))));
            report.add(out, "Redirects through a sidecar" + how, reference, figures(sidecar));
        } finally {
            processes.stop(nginx.name(), Duration.ofSeconds(10));
        }
    }

    private static List<Figure> figures(Rounds<Load, Load> rounds, Goal... ofCpu) {
        return List.of(
                rounds.figure("CPU of the proxy per request", "µs", Load::cpuMicros, Load::cpuMicros, ofCpu),
                rounds.figure("requests/s", "", Load::perSecond, Load::perSecond),
                rounds.figure(
                        "requests per connection to query-service",
                        "",
                        Load::perConnection,
                        Goal.atLeast(GOAL_PER_CONNECTION)));
    }

    /** HAProxy gets a server slightly after the server is ready. */
    private static void awaitServing(HaproxyProgram edge, String code) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (HttpProbe.get("http://127.0.0.1:" + edge.port() + "/" + code).status() >= 400) {
            if (System.nanoTime() - end >= 0) {
                throw new StackException("The edge does not redirect " + code + " within " + PATIENCE + ".");
            }
            Thread.sleep(200);
        }
    }

    private Load load(Wrk wrk, HaproxyProgram proxy, Duration time) throws Exception {
        HaproxyProgram.Connections before = proxy.connections();
        Load load = load(wrk, proxy.port(), linklog.cpu(proxy.name()), time);
        HaproxyProgram.Connections after = proxy.connections();
        double made = Math.max(1, after.made() - before.made());
        return new Load(load.perSecond(), load.cpuMicros(), 1 + (after.reused() - before.reused()) / made);
    }

    private static Load load(Wrk wrk, int port, ProcessCpu cpu, Duration time) throws Exception {
        double before = cpu.micros();
        Wrk.Result result = wrk.run(port, time);
        return new Load(result.perSecond(), (cpu.micros() - before) / result.requests(), 0);
    }
}
