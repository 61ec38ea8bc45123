package io.linklog.bench.experiment;

import io.linklog.bench.load.LinkLogWriter;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Goal;
import io.linklog.bench.report.Samples;
import io.linklog.bench.system.ProjectorLag;
import io.linklog.bench.system.SystemUnderTest;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.rules.LinkDefaults;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The latency of a page of a search among many links, with sequential calls. */
public final class SearchBench {

    private static final int DAYS = 100;
    private static final int WORDS_OF_A_TITLE = 6;
    private static final int VOCABULARY = 20_000;
    private static final int CALLS = 200;
    private static final double GOAL_MILLIS = 100;
    private static final double GOAL_OF_STRANGERS_MILLIS = 300;
    private static final Duration LOADING = Duration.ofMinutes(60);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SystemUnderTest linklog;
    private final FigureReport report;
    private final PrintStream out;

    public SearchBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.report = report;
        this.out = out;
    }

    public void run(BenchOptions options) throws Exception {
        Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(DAYS, ChronoUnit.DAYS);
        long begin = System.nanoTime();
        LinkLogWriter.write(
                linklog.servers().kafkaBootstrap(),
                linklog.schemaRegistry(),
                options.links(),
                i -> link(i, first.plusMillis((long) (i * (DAYS * 86_400_000.0 / options.links())))));
        try (ProjectorLag projector = new ProjectorLag(linklog.servers().kafkaBootstrap(), linklog.partitions())) {
            projector.awaitNone(LOADING);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("links a second into all tables", "", List.of(options.links() / seconds), rate -> rate));
        Map<String, Double> goals = new LinkedHashMap<>();
        goals.put("seldom", GOAL_MILLIS);
        goals.put("tenth", GOAL_MILLIS);
        goals.put("ten", GOAL_MILLIS);
        goals.put(word(1).substring(0, 3), GOAL_MILLIS);
        goals.put("tenth seldom", GOAL_MILLIS);
        goals.put("seldom tenth", GOAL_MILLIS);
        goals.put("tenth other", GOAL_OF_STRANGERS_MILLIS);
        for (Map.Entry<String, Double> goal : goals.entrySet()) {
            calls(goal.getKey()); // warm-up
            List<Samples> rounds = new ArrayList<>();
            for (int round = 0; round < options.rounds(); round++) {
                rounds.add(calls(goal.getKey()));
            }
            figures.add(Figure.of("\"" + goal.getKey() + "\", median", "ms", rounds, Samples::median));
            figures.add(Figure.of(
                    "\"" + goal.getKey() + "\", p99",
                    "ms",
                    rounds,
                    calls -> calls.percentile(0.99),
                    Goal.atMost(goal.getValue())));
        }
        report.add(
                out,
                String.format(
                        "Searches among %,d links of %d days (median of %d rounds of %d calls)",
                        options.links(), DAYS, options.rounds(), CALLS),
                "\"tenth\" and \"other\" are each in a tenth of the links, never in the same; \"seldom\" in one of"
                        + " 100,000.",
                figures);
    }

    /** Frequencies of the words of a title follow Zipf, as those of a language do. */
    private static Link link(int number, Instant created) {
        Random random = new Random(number);
        StringBuilder title = new StringBuilder();
        for (int i = 0; i < WORDS_OF_A_TITLE; i++) {
            title.append(word((int) Math.pow(VOCABULARY, random.nextDouble()))).append(' ');
        }
        title.append(number % 10 == 3 ? "tenth" : number % 10 == 6 ? "other" : "usual");
        title.append(number % 100_000 == 13 ? " seldom" : "");
        Link link = new Link(
                "s" + Integer.toString(number, 36),
                "default",
                1L,
                LinkState.ACTIVE,
                created,
                created,
                LinkDefaults.attributes("https://www.site" + number % 1_000 + ".example/articles/" + number),
                null,
                null,
                null,
                false,
                null);
        link.getAttributes().setTitle(title.toString());
        return link;
    }

    /** Four to nine letters, the same for the same number. */
    private static String word(int number) {
        Random random = new Random(number);
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(6) + 4; i > 0; i--) {
            word.append("etaoinshrdlu".charAt(random.nextInt(12)));
        }
        return word.toString();
    }

    private Samples calls(String query) throws IOException, InterruptedException {
        double[] millis = new double[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long begin = System.nanoTime();
            get(query);
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        return Samples.of(millis);
    }

    private void get(String query) throws IOException, InterruptedException {
        InetSocketAddress server = linklog.queryService();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.getHostString() + ":"
                        + server.getPort() + "/api/v1/links?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .timeout(PATIENCE)
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + " was answered " + answer.statusCode());
        }
    }
}
