package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Batches;
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Log;
import io.linklog.acceptance.system.WholeSystem;
import io.linklog.schemas.rules.LongUrls;
import java.io.IOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Imports of links from a file and exports into a file. */
@WholeSystem
@Isolated
@Order(11)
final class ImportExportIT {

    /** The system property that names a file to import, with one URL per line. Without it the lines are generated. */
    private static final String FILE = "linklog.acceptance.urls";

    private final Linklog linklog;
    private final Api api;

    ImportExportIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void killedAndRepeatedImportMakesOneLinkPerLine(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("urls.txt");
        List<String> urls = urls();
        Files.write(file, urls);
        Map<String, List<String>> before = created();

        Process killed = linklog.cli()
                .start(folder.resolve("killed.out"), "import", "--parallel", "1", "--batch", "100", file.toString());
        Path journal = folder.resolve("urls.txt.linklog-import");
        await().atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .until(() -> Files.exists(journal) && Files.size(journal) > 200);
        assertThat(killed.isAlive()).as("is killed half way").isTrue();
        Cli.kill(killed);

        linklog.cli().run("import", file.toString()).is(0);
        Map<String, Integer> wanted = new HashMap<>();
        urls.forEach(url -> wanted.merge(url, 1, Integer::sum));
        List<JsonNode> report = Batches.lines(Files.readString(folder.resolve("urls.txt.report.jsonl")));
        assertThat(report).hasSameSizeAs(urls);

        Map<String, List<String>> made = created();
        // other tests may create links to the same addresses
        before.forEach((target, codes) -> made.get(target).removeAll(codes));
        Map<String, Integer> wrong = new TreeMap<>();
        wanted.forEach((target, lines) -> {
            int links = made.getOrDefault(target, List.of()).size();
            if (links != lines) {
                wrong.put(target, links);
            }
        });
        assertThat(wrong)
                .as("targets with another number of new links in the log than of lines")
                .isEmpty();
        assertThat(made.values().stream().flatMap(List::stream).toList()).doesNotHaveDuplicates();
        follow(made, wanted.keySet());

        Map<String, List<String>> after = created();
        Cli.Result again = linklog.cli().run("import", file.toString()).is(0);
        assertThat(again.err()).doesNotContain("refused");
        assertThat(created()).isEqualTo(after);
    }

    private Map<String, List<String>> created() {
        try (Log log = new Log(linklog)) {
            return log.createdByTarget();
        }
    }

    private List<String> urls() throws IOException {
        String named = System.getProperty(FILE);
        Path file = named == null ? linklog.root().resolve("../shared/data/urls.txt") : Path.of(named);
        if (named != null || Files.isRegularFile(file)) {
            // one of the real URLs contains credentials, which Linklog refuses
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .filter(url -> LongUrls.ofAnyHost().mistake(url).isEmpty())
                    .toList();
        }
        String run = freshSlug("import");
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            urls.add("https://example.org/" + run + "/" + i + "?q=%C3%BC&x=a+b#f" + i);
        }
        return urls;
    }

    private void follow(Map<String, List<String>> codesByTarget, Iterable<String> targets) throws Exception {
        ExecutorService visitors = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Map<String, String>>> visits = new ArrayList<>();
            targets.forEach(target -> codesByTarget
                    .get(target)
                    .forEach(code -> visits.add(() -> {
                        Answer answer = api.get("/" + code);
                        String where = answer.status() == 302 ? answer.header("Location") : answer.toString();
                        return where.equals(inHeader(target)) ? Map.of() : Map.of(target, where);
                    })));
            Map<String, String> wrong = new TreeMap<>();
            for (Future<Map<String, String>> visit : visitors.invokeAll(visits)) {
                wrong.putAll(visit.get());
            }
            assertThat(wrong).as("targets whose code leads elsewhere").isEmpty();
        } finally {
            visitors.shutdownNow();
        }
    }

    /**
     * Headers are ASCII: a host is sent in ASCII (IDNA), other characters as percent-encoded UTF-8 bytes (RFC 3987,
     * 3.1), and all else unchanged.
     */
    private static String inHeader(String target) {
        int host = target.indexOf("://") + 3;
        int rest = host;
        while (rest < target.length() && "/?#:".indexOf(target.charAt(rest)) < 0) {
            rest++;
        }
        String name = target.substring(host, rest);
        boolean isAscii = name.chars().allMatch(c -> c < 0x80);
        StringBuilder ascii = new StringBuilder(target.substring(0, host));
        ascii.append(isAscii ? name : IDN.toASCII(name));
        for (byte b : target.substring(rest).getBytes(StandardCharsets.UTF_8)) {
            ascii.append(b >= 0 ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        return ascii.toString();
    }

    @Test
    void reportsRefusedLinesWithTheirReasons(@TempDir Path folder) throws Exception {
        String slug = freshSlug("import");
        Path file = folder.resolve("links.csv");
        Files.writeString(
                file,
                "longUrl,customSlug,title,tags\n"
                        + "https://example.org/csv,%s,\"A, title\",one;two\n".formatted(slug)
                        + "ftp://example.org/,,,\n"
                        + "https://example.org/taken,%s,,\n".formatted(slug));
        Cli.Result result = linklog.cli().run("import", file.toString()).is(1);
        assertThat(result.err()).contains("refused", "longUrl", slug);
        JsonNode made = api.get(LINKS + "/" + slug).is(200).json();
        assertThat(made.path("title").asText()).isEqualTo("A, title");
        assertThat(made.path("tags").toString()).contains("one", "two");
        List<JsonNode> report = Batches.lines(Files.readString(folder.resolve("links.csv.report.jsonl")));
        assertThat(report).hasSize(3);
    }

    @Test
    void anotherToolsExportKeepsItsCodesAndEachIsFollowed(@TempDir Path folder) throws Exception {
        String slug = freshSlug("moved");
        Path file = folder.resolve("kutt.json");
        String link = "{\"address\":\"%s\",\"target\":\"%s\",\"description\":\"Titel \u00fc\",\"visit_count\":3,"
                + "\"created_at\":\"2020-01-01T00:00:00.000Z\",\"password\":false,\"banned\":%s}";
        String page = "{\"total\":3,\"data\":["
                + link.formatted(slug, "https://example.org/\u00fc b", "false") + ","
                + link.formatted(slug + "-out", "https://example.org/out", "true") + ","
                + link.formatted(slug + "/x", "https://example.org/x", "false") + "]}";
        Files.writeString(file, page, StandardCharsets.UTF_16LE);
        Cli.Result first = linklog.cli().run("import", file.toString()).is(1);
        assertThat(first.err()).contains("read as kutt's", "--include banned", "--rename " + file + ".rename.csv");

        Path renames = folder.resolve("kutt.json.rename.csv");
        Files.writeString(renames, Files.readString(renames).replace("/x\",", "/x\"," + slug + "-x"));
        Cli.Result all = linklog.cli()
                .run("import", "--include", "banned", "--rename", renames.toString(), "--verify", file.toString())
                .is(0);
        assertThat(all.err()).contains("3 lead where the file says");
        assertThat(api.get(LINKS + "/" + slug).is(200).json().path("title").asText())
                .isEqualTo("Titel \u00fc");
        assertThat(api.get("/" + slug + "-x").is(302).header("Location")).isEqualTo("https://example.org/x");
        api.get("/" + slug + "-out").is(410);
    }

    @Test
    void missingFileIsReportedInOneSentence() {
        assertThat(linklog.cli().run("import", "/no/such/file").is(2).err())
                .contains("/no/such/file")
                .doesNotContain("\tat ");
    }

    @Test
    void exportCanBeImported(@TempDir Path folder) throws Exception {
        String tag = freshSlug("export");
        Path first = folder.resolve("first.jsonl");
        Files.writeString(
                first,
                Api.link("https://example.org/export/1?ü=ö")
                                .put("title", "Größe; \"quoted\"")
                                .set("tags", Api.object().arrayNode().add(tag))
                        + "\n"
                        + Api.link("https://example.org/export/2")
                                .put("redirectStatus", 301)
                                .put("validUntil", "2099-01-01T00:00:00Z")
                                .set("tags", Api.object().arrayNode().add(tag).add("b"))
                        + "\n");
        linklog.cli().run("import", first.toString()).is(0);

        for (String format : new String[] {"jsonl", "csv"}) {
            Path exported = folder.resolve("exported." + format);
            linklog.cli()
                    .run("export", "--format", format, "--output", exported.toString())
                    .is(0);
            List<String> lines = Files.readAllLines(exported, StandardCharsets.UTF_8);
            List<String> chosen = new ArrayList<>(lines);
            chosen.removeIf(line -> !line.contains(tag) && !(format.equals("csv") && line.equals(lines.get(0))));
            assertThat(chosen).hasSize(format.equals("csv") ? 3 : 2);
            String other = freshSlug("again");
            Path again = folder.resolve("again." + format);
            Files.writeString(again, String.join("\n", chosen).replace(tag, other) + "\n");
            linklog.cli().run("import", again.toString()).is(0);

            assertThat(await().atMost(Duration.ofSeconds(60)).until(() -> listed(other), all -> all.size() == 2))
                    .isEqualTo(listed(tag).stream()
                            .map(line -> line.replace(tag, other))
                            .toList());
        }
    }

    /** Lists links without the fields in which a copy differs from its original. */
    private List<String> listed(String tag) {
        List<String> links = new ArrayList<>();
        for (JsonNode link : api.get(LINKS + "?tag=" + tag).is(200).json().path("data")) {
            ((com.fasterxml.jackson.databind.node.ObjectNode) link)
                    .remove(List.of("shortCode", "shortUrl", "dateCreated", "dateEdited"));
            links.add(link.toString());
        }
        links.sort(null);
        return links;
    }
}
