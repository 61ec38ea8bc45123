package io.linklog.bench.experiment;

import io.linklog.bench.load.ProcessCpu;
import io.linklog.bench.load.Wrk;
import io.linklog.bench.reference.NginxProxyProgram;
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
import io.linklog.stack.process.Processes;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The cost of a redirect at the edge. The reference is nginx in front of the same query-service, with the same client.
 */
public final class EdgeBench {

    private static final int CODES = 10_000;
    private static final double GOAL = 1.6;

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

    /** @param cpuMicros of the proxy alone, per request */
    private record Load(double perSecond, double cpuMicros) {}

    public void run(BenchOptions options) throws Exception {
        Map<String, String> targets = links.createInMemory(CODES, "edge");
        Path folder = linklog.servers().folder();
        List<Integer> ports = FreePorts.choose(2);
        HaproxyProgram haproxy = linklog.edge(ports.get(0));
        NginxProxyProgram nginx = new NginxProxyProgram(
                ports.get(1), folder, linklog.queryService().getPort());
        Processes processes = new Processes(folder);
        Wrk wrk = new Wrk(folder, List.copyOf(targets.keySet()));
        try {
            new ProgramStart(processes).of(haproxy);
            new ProgramStart(processes).of(nginx);
            ProcessCpu edgeCpu =
                    ProcessCpu.of(processes.find(haproxy.name()).orElseThrow().pid());
            ProcessCpu nginxCpu =
                    ProcessCpu.of(processes.find(nginx.name()).orElseThrow().pid());
            load(wrk, haproxy.port(), edgeCpu, options.warmUp());
            load(wrk, nginx.port(), nginxCpu, Duration.ofSeconds(2));
            var rounds = Rounds.interleave(
                    options.rounds(),
                    round -> load(wrk, haproxy.port(), edgeCpu, options.redirectTime()),
                    round -> load(wrk, nginx.port(), nginxCpu, options.redirectTime()));
            report.add(
                    out,
                    "Redirects through the edge (wrk " + MachineFacts.version(DebianPackage.WRK, "-v")
                            + ", 64 connections, " + CODES + " codes at random, "
                            + options.describe(options.redirectTime()) + ")",
                    "nginx " + MachineFacts.version(DebianPackage.NGINX, "-v"),
                    List.of(
                            rounds.figure(
                                    "CPU of the proxy per request",
                                    "µs",
                                    Load::cpuMicros,
                                    Load::cpuMicros,
                                    Goal.ratioAtMost(GOAL)),
                            rounds.figure("requests/s", "", Load::perSecond, Load::perSecond)));
        } finally {
            processes.stop(nginx.name(), Duration.ofSeconds(10));
            processes.stop(haproxy.name(), Duration.ofSeconds(10));
        }
    }

    private static Load load(Wrk wrk, int port, ProcessCpu cpu, Duration time) throws Exception {
        double before = cpu.micros();
        Wrk.Result result = wrk.run(port, time);
        return new Load(result.perSecond(), (cpu.micros() - before) / result.requests());
    }
}
