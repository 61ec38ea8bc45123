package io.linklog.bench.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Goal;
import io.linklog.bench.report.Samples;
import io.linklog.bench.system.LinksApi;
import io.linklog.bench.system.SystemUnderTest;
import io.linklog.bench.visits.TotalsWriter;
import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.wire.SchemaRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The latency of the statistics API for a link with ten million visits in a year, with sequential calls. */
public final class StatsReadBench {

    private static final long VISITS = 10_000_000;
    private static final int DAYS = 365;
    private static final int DAYS_OF_HOURS = 31;
    private static final int CALLS = 100;
    private static final double GOAL_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SystemUnderTest linklog;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;

    public StatsReadBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.links = new LinksApi(linklog.commandService(), linklog.queryService());
        this.report = report;
        this.out = out;
    }

    public void run(BenchOptions options) throws Exception {
        SchemaRegistry registry = linklog.schemaRegistry();
        List<String> codes = List.copyOf(links.createInMemory(2, "stats-read").keySet());
        measure(options, registry, codes.get(0), 1);
        measure(options, registry, codes.get(1), linklog.partitions());
    }

    private void measure(BenchOptions options, SchemaRegistry registry, String code, int shards) throws Exception {
        Instant to = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        Instant year = to.minus(DAYS, ChronoUnit.DAYS);
        Instant month = to.minus(DAYS_OF_HOURS, ChronoUnit.DAYS);
        try (TotalsWriter writer = new TotalsWriter(linklog.servers().kafkaBootstrap(), registry)) {
            writer.write(code, StatsUnit.DAY, year, to, shards, VISITS / DAYS);
            writer.write(code, StatsUnit.HOUR, month, to, shards, VISITS / DAYS / 24);
        }
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("30 days", "");
        queries.put("30 days, by city", "?groupBy=city");
        queries.put("a year by day", "?from=" + year);
        queries.put("a year by day, by city", "?groupBy=city&from=" + year);
        queries.put("31 days by hour", "?interval=hour&from=" + month + "&to=" + to);
        queries.put("31 days by hour, by city", "?interval=hour&groupBy=city&from=" + month + "&to=" + to);
        await(code, queries.get("a year by day"), VISITS / DAYS / shards * shards * DAYS);
        await(code, queries.get("31 days by hour"), VISITS / DAYS / 24 / shards * shards * DAYS_OF_HOURS * 24);
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, String> query : queries.entrySet()) {
            calls(code, query.getValue()); // warm-up
            List<Samples> rounds = new ArrayList<>();
            for (int round = 0; round < options.rounds(); round++) {
                rounds.add(calls(code, query.getValue()));
            }
            figures.add(Figure.of(query.getKey() + ", median", "ms", rounds, Samples::median));
            figures.add(Figure.of(
                    query.getKey() + ", p99", "ms", rounds, calls -> calls.percentile(0.99), Goal.atMost(GOAL_MILLIS)));
        }
        report.add(
                out,
                String.format(
                        "Statistics of a link with %,d visits in a year, counted by %d of %d partitions"
                                + " (median of %d rounds of %d calls)",
                        VISITS, shards, linklog.partitions(), options.rounds(), CALLS),
                "",
                figures);
    }

    private Samples calls(String code, String query) throws IOException, InterruptedException {
        double[] millis = new double[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long begin = System.nanoTime();
            get(code, query);
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        return Samples.of(millis);
    }

    private void await(String code, String query, long humans) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (json.readTree(get(code, query)).path("total").path("human").asLong() < humans) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("The totals of " + code + " were not projected within " + PATIENCE);
            }
            Thread.sleep(500);
        }
    }

    private byte[] get(String code, String query) throws IOException, InterruptedException {
        InetSocketAddress server = linklog.queryService();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.getHostString() + ":"
                        + server.getPort() + "/api/v1/links/" + code + "/stats" + query))
                .timeout(PATIENCE)
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + " was answered " + answer.statusCode());
        }
        return answer.body();
    }
}
