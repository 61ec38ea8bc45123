package io.linklog.bench.experiment;

import io.linklog.bench.load.LongUrlSet;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.system.LinksApi;
import io.linklog.bench.system.SpanSink;
import io.linklog.bench.system.SystemUnderTest;
import java.io.PrintStream;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The cost of tracing: redirects from memory through a query-service that traces one request in a hundred, compared
 * with one that traces none. Both get the same requests. Each has a traceparent header, as requests from the edge have,
 * and its flag decides whether the request is traced.
 */
public final class TracingBench {

    private static final int CODES = 10_000;
    /** Requests to trace out of ten thousand. */
    private static final int FOLLOWED = 100;

    private static final double GOAL = 0.97;
    private static final String TRACED = "query-service-traced";
    private static final String PLAIN = "query-service-plain";

    private final SystemUnderTest linklog;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;

    public TracingBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.links = new LinksApi(linklog.commandService(), linklog.queryService());
        this.report = report;
        this.out = out;
    }

    public void run(BenchOptions options) throws Exception {
        Set<String> codes =
                links.createAll(LongUrlSet.generate(CODES), "tracing").targets().keySet();
        try (SpanSink sink = new SpanSink();
                PairedRedirects pair = new PairedRedirects(
                        linklog,
                        codes,
                        OptionalInt.of(FOLLOWED),
                        Map.entry(TRACED, Map.of("LINKLOG_OTLP_ENDPOINT", sink.endpoint())),
                        Map.entry(PLAIN, Map.of()))) {
            var rounds = pair.run(options);
            if (sink.bytes() == 0) {
                throw new IllegalStateException("No span arrived, so this run did not measure tracing");
            }
            report.add(
                    out,
                    "Redirects from memory with 1 % of them traced (wrk, 64 connections, a traceparent on each, "
                            + options.describe(options.redirectTime()) + ")",
                    "without tracing",
                    RedirectLoad.figures(rounds, GOAL));
        }
    }
}
