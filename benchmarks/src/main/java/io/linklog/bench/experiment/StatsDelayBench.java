package io.linklog.bench.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.bench.load.HttpLoad;
import io.linklog.bench.load.Pace;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Goal;
import io.linklog.bench.report.Samples;
import io.linklog.bench.system.LinksApi;
import io.linklog.bench.system.SystemUnderTest;
import io.linklog.bench.visits.VisitShape;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The delay from a visit until the statistics API shows it, and the latency of a redirect: without load, with all load
 * on one link, and with load on many links. The probes use links that are not under load.
 */
public final class StatsDelayBench {

    private static final int CODES = 10_000;
    private static final int CONNECTIONS = 64;
    private static final double GOAL_SECONDS = 2;
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(400);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int FOUND = 302;
    private static final String LOGGING = "query-service-logging";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress server;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;

    /** Starts a query-service that logs visits and measures with it. */
    public static void run(SystemUnderTest linklog, BenchOptions options, FigureReport report, PrintStream out)
            throws Exception {
        int port = linklog.startQueryService(LOGGING, Map.of("LINKLOG_VISITS", "on"));
        try {
            new StatsDelayBench(linklog, new InetSocketAddress("127.0.0.1", port), report, out).run(options);
        } finally {
            linklog.stopQueryService(LOGGING);
        }
    }

    private StatsDelayBench(SystemUnderTest linklog, InetSocketAddress server, FigureReport report, PrintStream out) {
        this.server = server;
        this.links = new LinksApi(linklog.commandService(), server);
        this.report = report;
        this.out = out;
    }

    /** The measurements of one visit. */
    private record Probe(double redirectMillis, double delaySeconds) {}

    /**
     * The result of one turn.
     *
     * @param failed answers to the load other than a redirect
     */
    private record Turn(List<Probe> probes, int failed) {

        Samples delays() {
            return Samples.of(probes.stream().mapToDouble(Probe::delaySeconds).toArray());
        }

        Samples redirects() {
            return Samples.of(probes.stream().mapToDouble(Probe::redirectMillis).toArray());
        }
    }

    private void run(BenchOptions options) throws Exception {
        List<String> codes =
                List.copyOf(links.createInMemory(CODES, "delay-load").keySet());
        int mostProbes =
                Math.toIntExact(options.redirectTime().dividedBy(BETWEEN_PROBES) + 1) * (3 * options.rounds() + 1);
        Iterator<String> probed =
                links.createInMemory(mostProbes, "delay-probe").keySet().iterator();
        VisitShape zipf = VisitShape.zipf(codes.size());
        Supplier<String> any = () -> codes.get(zipf.next());
        turn(probed, options.visitRate(), options.redirectTime(), any);
        measure(options, probed, 0, "without load", any);
        measure(options, probed, options.visitRate(), "all load on one link", () -> codes.get(0));
        measure(options, probed, options.visitRate(), String.format("Zipf over %,d links", CODES), any);
    }

    private void measure(BenchOptions options, Iterator<String> probed, int rate, String title, Supplier<String> codes)
            throws Exception {
        List<Turn> turns = new ArrayList<>();
        for (int round = 0; round < options.rounds(); round++) {
            turns.add(turn(probed, rate, options.redirectTime(), codes));
        }
        report.add(
                out,
                String.format(
                        "From a visit to its statistics, %,d visits/s, %s (%s)",
                        rate, title, options.describe(options.redirectTime())),
                "",
                List.of(
                        Figure.of("median", "s", turns, turn -> turn.delays().median(), Goal.atMost(GOAL_SECONDS)),
                        Figure.of("p95", "s", turns, turn -> turn.delays().percentile(0.95)),
                        Figure.of(
                                "redirect of another link, median",
                                "ms",
                                turns,
                                turn -> turn.redirects().median()),
                        Figure.of(
                                "redirect of another link, p95",
                                "ms",
                                turns,
                                turn -> turn.redirects().percentile(0.95)),
                        Figure.of("answers to the load other than 302", "", turns, Turn::failed, Goal.atMost(0))));
    }

    /** @param rate requests per second; 0 for no load */
    private Turn turn(Iterator<String> probed, int rate, Duration time, Supplier<String> codes) throws Exception {
        ExecutorService loader = Executors.newSingleThreadExecutor();
        try {
            Callable<Integer> load = () -> rate == 0 ? 0 : load(Math.toIntExact(rate * time.toSeconds()), rate, codes);
            Future<Integer> failed = loader.submit(load);
            List<Probe> probes = new ArrayList<>();
            for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
                long begin = System.nanoTime();
                probes.add(probe(probed.next()));
                TimeUnit.NANOSECONDS.sleep(BETWEEN_PROBES.toNanos() - (System.nanoTime() - begin));
            }
            return new Turn(probes, failed.get());
        } finally {
            loader.shutdownNow();
        }
    }

    private int load(int requests, int rate, Supplier<String> codes) throws IOException, InterruptedException {
        try (HttpLoad client = new HttpLoad(server, CONNECTIONS)) {
            HttpLoad.Run run = client.run(requests, Pace.of(rate), i -> visit(codes.get()), (i, answer) -> {});
            return requests - run.count(FOUND);
        }
    }

    private static byte[] visit(String code) {
        return ("GET /" + code + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + FIREFOX + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Probe probe(String code) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<String> redirect = get("/" + code);
        long answered = System.nanoTime();
        if (redirect.statusCode() != FOUND) {
            throw new IOException("/" + code + " was answered " + redirect.statusCode() + ": " + redirect.body());
        }
        while (humans(code) < 1) {
            if (System.nanoTime() - answered > PATIENCE.toNanos()) {
                throw new IOException("A visit of /" + code + " was not counted within " + PATIENCE);
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        return new Probe((answered - begin) / 1e6, (System.nanoTime() - answered) / 1e9);
    }

    private long humans(String code) throws IOException, InterruptedException {
        HttpResponse<String> stats = get("/api/v1/links/" + code + "/stats");
        return stats.statusCode() == 200
                ? json.readTree(stats.body()).path("total").path("human").asLong()
                : 0;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + server.getHostString() + ":" + server.getPort() + path))
                .header("User-Agent", FIREFOX)
                .timeout(PATIENCE)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
