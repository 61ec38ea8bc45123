package io.linklog.bench.experiment;

import io.linklog.bench.load.HttpLoad;
import io.linklog.bench.load.Pace;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Goal;
import io.linklog.bench.report.Samples;
import io.linklog.bench.system.LinksApi;
import io.linklog.bench.system.SystemUnderTest;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * People who visit one link with a maximum number of visits, at a fixed rate, until all places are taken. The link is
 * new in each round, so the first visitors wait for its first lease.
 */
public final class LimitsBench {

    private static final int CONNECTIONS = 256;
    private static final int FOUND = 302;
    private static final int GONE = 410;
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

    private final InetSocketAddress server;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;

    public LimitsBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.server = linklog.queryService();
        this.links = new LinksApi(linklog.commandService(), server);
        this.report = report;
        this.out = out;
    }

    /**
     * The result of one turn.
     *
     * @param wrong how many more or fewer visitors than the maximum were admitted
     * @param withoutAnswer visitors who got neither a redirect nor a 410
     */
    private record Turn(Samples millis, int wrong, int withoutAnswer) {}

    public void run(BenchOptions options) throws IOException, InterruptedException {
        turn(options.visitRate(), options.warmUp());
        List<Turn> turns = new ArrayList<>();
        for (int round = 0; round < options.rounds(); round++) {
            turns.add(turn(options.visitRate(), options.redirectTime()));
        }
        report.add(
                out,
                String.format(
                        "One link with maxVisits, %,d visitors/s, the last tenth of them above the limit (%s)",
                        options.visitRate(), options.describe(options.redirectTime())),
                "",
                List.of(
                        Figure.of("median", "ms", turns, turn -> turn.millis.median()),
                        Figure.of("p99", "ms", turns, turn -> turn.millis.percentile(0.99)),
                        Figure.of("visitors too many or too few", "", turns, Turn::wrong, Goal.atMost(0)),
                        Figure.of("answers other than 302 and 410", "", turns, Turn::withoutAnswer, Goal.atMost(0))));
    }

    private Turn turn(int rate, Duration time) throws IOException, InterruptedException {
        int visitors = Math.toIntExact(rate * time.toSeconds());
        int most = visitors - visitors / 10;
        String code = links.createLimited("https://example.org/limited", most);
        byte[] visit = ("GET /" + code + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + FIREFOX + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (HttpLoad client = new HttpLoad(server, CONNECTIONS)) {
            HttpLoad.Run run = client.run(visitors, Pace.of(rate), i -> visit, (i, answer) -> {});
            return new Turn(
                    run.latencies().millis(),
                    Math.abs(run.count(FOUND) - most),
                    visitors - run.count(FOUND) - run.count(GONE));
        }
    }
}
