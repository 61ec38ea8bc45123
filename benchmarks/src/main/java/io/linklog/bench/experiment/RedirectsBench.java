package io.linklog.bench.experiment;

import io.linklog.bench.load.ProcessCpu;
import io.linklog.bench.load.Wrk;
import io.linklog.bench.reference.NginxProgram;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.MachineFacts;
import io.linklog.bench.report.Rounds;
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
 * Redirects from memory on query-service's own port. The reference is nginx with the same codes and the same client.
 */
public final class RedirectsBench {

    private static final int CODES = 10_000;
    private static final double GOAL = 0.8;

    private final SystemUnderTest linklog;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;

    public RedirectsBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.links = new LinksApi(linklog.commandService(), linklog.queryService());
        this.report = report;
        this.out = out;
    }

    public void run(BenchOptions options) throws Exception {
        Map<String, String> targets = links.createInMemory(CODES, "redirects");
        Path folder = linklog.servers().folder();
        int nginxPort = FreePorts.choose(1).get(0);
        NginxProgram nginx = new NginxProgram(nginxPort, folder, targets);
        Processes processes = new Processes(folder);
        Wrk wrk = new Wrk(folder, List.copyOf(targets.keySet()));
        new ProgramStart(processes).of(nginx);
        try {
            ProcessCpu nginxCpu =
                    ProcessCpu.of(processes.find(nginx.name()).orElseThrow().pid());
            ProcessCpu queryCpu = linklog.cpu("query-service");
            int queryPort = linklog.queryService().getPort();
            RedirectLoad.measure(wrk, queryPort, queryCpu, options.warmUp());
            RedirectLoad.measure(wrk, nginxPort, nginxCpu, Duration.ofSeconds(2));
            var rounds = Rounds.interleave(
                    options.rounds(),
                    round -> RedirectLoad.measure(wrk, queryPort, queryCpu, options.redirectTime()),
                    round -> RedirectLoad.measure(wrk, nginxPort, nginxCpu, options.redirectTime()));
            report.add(
                    out,
                    "Redirects from memory (wrk " + MachineFacts.version(DebianPackage.WRK, "-v") + ", 64 connections, "
                            + CODES + " codes at random, " + options.describe(options.redirectTime()) + ")",
                    "nginx " + MachineFacts.version(DebianPackage.NGINX, "-v"),
                    RedirectLoad.figures(rounds, GOAL));
        } finally {
            processes.stop(nginx.name(), Duration.ofSeconds(10));
        }
    }
}
