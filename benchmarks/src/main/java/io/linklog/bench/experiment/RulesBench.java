package io.linklog.bench.experiment;

import io.linklog.bench.load.LongUrlSet;
import io.linklog.bench.load.Wrk;
import io.linklog.bench.report.FigureReport;
import io.linklog.bench.report.Rounds;
import io.linklog.bench.system.LinksApi;
import io.linklog.bench.system.SystemUnderTest;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cost of redirect rules: links with ten rules of which none holds, so that each is tried, compared with links
 * without rules. Both are served by the same query-service from memory.
 */
public final class RulesBench {

    private static final int CODES = 10_000;
    /** The client reads no answer before it has sent its body, so a body must fit into the buffers on the way. */
    private static final int BATCH = 500;

    private static final double GOAL = 0.8;

    private static final List<Map<String, String>> CONDITIONS = List.of(
            Map.of("type", "device", "matchValue", "ios"),
            Map.of("type", "device", "matchValue", "android"),
            Map.of("type", "browser", "matchValue", "safari"),
            Map.of("type", "language", "matchValue", "de"),
            Map.of("type", "language", "matchValue", "pt-BR"),
            Map.of("type", "language", "matchValue", "ja"),
            Map.of("type", "query-param", "matchKey", "ref", "matchValue", "mail"),
            Map.of("type", "any-value-query-param", "matchKey", "campaign"),
            Map.of("type", "ip-address", "matchValue", "192.0.2.0/24"),
            Map.of("type", "before-date", "matchValue", "2020-01-01T00:00:00Z"));

    private final SystemUnderTest linklog;
    private final LinksApi links;
    private final FigureReport report;
    private final PrintStream out;

    public RulesBench(SystemUnderTest linklog, FigureReport report, PrintStream out) {
        this.linklog = linklog;
        this.links = new LinksApi(linklog.commandService(), linklog.queryService());
        this.report = report;
        this.out = out;
    }

    public void run(BenchOptions options) throws Exception {
        Wrk with = wrk("with-rules", create("with-rules", Map.of("redirectRules", rules())));
        Wrk without = wrk("without-rules", create("without-rules", Map.of()));
        Rounds.warmUp(options.warmUp(), time -> load(with, time), time -> load(without, time));
        var rounds = Rounds.interleave(
                options.rounds(),
                round -> load(with, options.redirectTime()),
                round -> load(without, options.redirectTime()));
        report.add(
                out,
                "Redirects from memory with ten rules a link, all tried (wrk, 64 connections, " + CODES
                        + " codes at random, " + options.describe(options.redirectTime()) + ")",
                "without rules",
                RedirectLoad.figures(rounds, GOAL));
    }

    private static List<Map<String, Object>> rules() {
        List<Map<String, Object>> rules = new ArrayList<>();
        for (Map<String, String> condition : CONDITIONS) {
            rules.add(Map.of("longUrl", "https://example.org/rule-" + rules.size(), "conditions", List.of(condition)));
        }
        return rules;
    }

    private Set<String> create(String run, Map<String, Object> more) throws Exception {
        List<String> urls = LongUrlSet.generate(CODES);
        Set<String> codes = new LinkedHashSet<>();
        for (int from = 0; from < CODES; from += BATCH) {
            codes.addAll(links.createAll(urls.subList(from, from + BATCH), run + '-' + from, more)
                    .targets()
                    .keySet());
        }
        if (codes.size() != CODES) {
            throw new IllegalStateException((CODES - codes.size()) + " links of " + run + " were refused");
        }
        return codes;
    }

    private Wrk wrk(String name, Set<String> codes) throws Exception {
        Path folder = Files.createDirectories(linklog.servers().folder().resolve(name));
        return new Wrk(folder, List.copyOf(codes)).asBrowser();
    }

    private RedirectLoad load(Wrk wrk, Duration time) throws Exception {
        return RedirectLoad.measure(wrk, linklog.queryService().getPort(), linklog.cpu(SystemUnderTest.QUERY), time);
    }
}
