package io.linklog.bench.experiment;

import io.linklog.bench.load.LongUrlSet;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.system.LinksApi;
import io.linklog.bench.system.SystemUnderTest;
import java.io.PrintStream;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The cost of the visit log: redirects from memory through a query-service that logs each visit, compared with one that
 * logs none. Kafka, the topology and the projector process the log on the same cores.
 */
public final class VisitLogBench {

    private static final int CODES = 10_000;
    private static final double GOAL = 0.8;

    private final SystemUnderTest linklog;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;

    public VisitLogBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.links = new LinksApi(linklog.commandService(), linklog.queryService());
        this.report = report;
        this.out = out;
    }

    public void run(BenchOptions options) throws Exception {
        Set<String> codes =
                links.createAll(LongUrlSet.generate(CODES), "visits").targets().keySet();
        try (PairedRedirects pair = new PairedRedirects(
                linklog,
                codes,
                OptionalInt.empty(),
                Map.entry("query-service-logging", Map.of("LINKLOG_VISITS", "on")),
                Map.entry("query-service-silent", Map.of()))) {
            var rounds = pair.run(options);
            report.add(
                    out,
                    "Redirects from memory with each visit logged (wrk, 64 connections, "
                            + options.describe(options.redirectTime()) + ")",
                    "without the log",
                    RedirectLoad.figures(rounds, GOAL));
        }
    }
}
