package io.linklog.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What tracing costs: redirects from memory through a query-service that traces one request in a hundred, against one that
 * traces none, with the same requests. All of them have a traceparent, as they come from the edge, and its flag decides.
 */
final class TracingBench {

    private static final int CODES = 10_000;
    /** Of ten thousand. */
    private static final int FOLLOWED = 100;

    private static final double GOAL = 0.97;
    private static final String TRACED = "query-service-traced";
    private static final String PLAIN = "query-service-plain";

    private final Linklog linklog;
    private final LinksApi links;
    private final Report report;
    private final PrintStream out;

    TracingBench(Linklog linklog, Report report, PrintStream out) {
        this.linklog = linklog;
        this.links = new LinksApi(linklog.commandService(), linklog.queryService());
        this.report = report;
        this.out = out;
    }

    /** @param cpuMicros of the server, a request */
    private record Load(double perSecond, double cpuMicros) {}

    void run(Options options) throws Exception {
        List<String> codes = List.copyOf(
                links.createAll(LongUrlSet.generate(CODES), "tracing").targets().keySet());
        Path folder = linklog.servers().folder();
        Wrk wrk = new Wrk(folder, codes, OptionalInt.of(FOLLOWED));
        try (SpanSink sink = new SpanSink()) {
            // both are new processes, started one after the other: the one that served before would be warmer
            int traced = linklog.startQueryService(TRACED, Map.of("LINKLOG_OTLP_ENDPOINT", sink.endpoint()));
            int plain = linklog.startQueryService(PLAIN, Map.of());
            ProcessCpu tracedCpu = linklog.cpu(TRACED);
            ProcessCpu plainCpu = linklog.cpu(PLAIN);
            load(wrk, traced, tracedCpu, options.warmUp());
            load(wrk, plain, plainCpu, options.warmUp());
            var rounds = Rounds.interleave(
                    options.rounds(),
                    round -> load(wrk, traced, tracedCpu, options.redirectTime()),
                    round -> load(wrk, plain, plainCpu, options.redirectTime()));
            if (sink.bytes() == 0) {
                throw new IllegalStateException("No span has come: what was measured is not tracing");
            }
            report.add(
                    out,
                    "Redirects from memory with 1 % of them traced (wrk, 64 connections, a traceparent on each, "
                            + options.describe(options.redirectTime()) + ")",
                    "without tracing",
                    List.of(
                            rounds.figure("requests/s", "", Load::perSecond, Load::perSecond, Goal.ratioAtLeast(GOAL)),
                            rounds.figure("CPU of the server a request", "µs", Load::cpuMicros, Load::cpuMicros)));
        } finally {
            linklog.stopQueryService(TRACED);
            linklog.stopQueryService(PLAIN);
        }
    }

    private static Load load(Wrk wrk, int port, ProcessCpu cpu, Duration time) throws Exception {
        double before = cpu.micros();
        Wrk.Result result = wrk.run(port, time);
        return new Load(result.perSecond(), (cpu.micros() - before) / result.requests());
    }
}
