package io.linklog.cli.exporting;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.linklog.cli.Terminal;
import io.linklog.cli.importing.tools.RoundTrip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {

    private static final String RULES = "\"redirectRules\":[{\"longUrl\":\"https://a.example/?x=1,2\",\"conditions\":"
            + "[{\"type\":\"query-param\",\"matchKey\":\"k\",\"matchValue\":\"a \\\"b\\\"\"}]}]";
    private static final String FULL = "{\"shortCode\":\"abc\",\"shortUrl\":\"http://l/abc\","
            + "\"longUrl\":\"https://a.example/?q=1,2\",\"title\":\" A \\\"good\\\" one, ü\",\"tags\":[\"x\",\"y;z\"],"
            + "\"state\":\"ACTIVE\",\"version\":3,\"dateCreated\":\"2026-01-01T00:00:00Z\","
            + "\"dateEdited\":\"2026-01-02T00:00:00Z\",\"validSince\":\"2026-01-01T00:00:00Z\","
            + "\"validUntil\":\"2030-01-01T00:00:00.500Z\",\"maxVisits\":7,\"redirectStatus\":307,"
            + "\"forwardQuery\":false,\"crawlable\":true," + RULES + "}";
    private static final String BARE =
            "{\"shortCode\":\"b\",\"shortUrl\":\"http://l/b\",\"longUrl\":\"https://b.example/\",\"title\":null,"
                    + "\"tags\":[],\"state\":\"ACTIVE\",\"version\":1,\"dateCreated\":\"2026-01-01T00:00:00Z\","
                    + "\"dateEdited\":\"2026-01-01T00:00:00Z\",\"validSince\":null,\"validUntil\":null,"
                    + "\"maxVisits\":null,\"redirectStatus\":302,\"forwardQuery\":true,\"crawlable\":false,"
                    + "\"redirectRules\":[],\"hasPassword\":false}";

    @TempDir
    Path folder;

    private final Terminal terminal = new Terminal();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/api/v1/links", exchange -> {
            asked.add(exchange.getRequestURI().getRawQuery());
            String answer = answers.poll();
            byte[] bytes = (answer == null ? "{\"detail\":\"no more\"}" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null || answer.contains("\"detail\"") ? 503 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String page(String next, String... links) {
        return "{\"data\":[" + String.join(",", links) + "],\"nextCursor\":"
                + (next == null ? "null" : "\"" + next + "\"") + "}";
    }

    private int export(String... options) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 3);
        all[options.length] = "--url";
        all[options.length + 1] = "http://127.0.0.1:" + server.getAddress().getPort();
        all[options.length + 2] = "--no-wait";
        return terminal.run(new ExportCommand(out), all);
    }

    @Test
    void walksAllPagesAndTriesAgainWhenTheServiceIsAway() {
        answers.addAll(List.of(page("c=1&", FULL), "{\"detail\":\"Cassandra is away\"}", page(null, BARE)));
        assertThat(export()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("https://a.example/?q=1,2\nhttps://b.example/\n");
        assertThat(asked)
                .containsExactly(
                        "limit=500&state=ALL",
                        "limit=500&state=ALL&cursor=c%3D1%26",
                        "limit=500&state=ALL&cursor=c%3D1%26");
    }

    @Test
    void theDomainOfALinkComesBackByAnImport() throws IOException {
        String link = BARE.substring(0, BARE.length() - 1) + ",\"domain\":\"go.example.org\"}";
        for (String format : List.of("csv", "jsonl")) {
            answers.add(page(null, link, BARE));
            Path file = folder.resolve("domains." + format);
            assertThat(export("--format", format, "--output", file.toString())).isZero();
            List<String> requests = RoundTrip.requests(file, true);
            assertThat(requests.get(0)).as(format).contains("\"domain\":\"go.example.org\"");
            assertThat(requests.get(1)).as(format).doesNotContain("domain\"");
        }
    }

    @Test
    void whatIsWrittenIsReadByImportWithTheSameAttributes() throws IOException {
        for (String format : List.of("csv", "jsonl")) {
            answers.add(page(null, FULL, BARE));
            Path file = folder.resolve("links." + format);
            assertThat(export("--format", format, "--output", file.toString())).isZero();
            assertThat(RoundTrip.requests(file, true))
                    .as(format)
                    .containsExactly(
                            "{\"longUrl\":\"https://a.example/?q=1,2\",\"customSlug\":\"abc\",\"title\":\" A "
                                    + "\\\"good\\\" one, ü\",\"tags\":[\"x\",\"y;z\"],"
                                    + "\"validSince\":\"2026-01-01T00:00:00Z\","
                                    + "\"validUntil\":\"2030-01-01T00:00:00.500Z\",\"maxVisits\":7,"
                                    + "\"redirectStatus\":307,\"forwardQuery\":false,\"crawlable\":true," + RULES
                                    + ",\"dateCreated\":\"2026-01-01T00:00:00Z\"}",
                            "{\"longUrl\":\"https://b.example/\",\"customSlug\":\"b\",\"redirectStatus\":302,"
                                    + "\"forwardQuery\":true,\"crawlable\":false,"
                                    + "\"dateCreated\":\"2026-01-01T00:00:00Z\"}");
            assertThat(RoundTrip.requests(file, false).get(1)).doesNotContain("customSlug");
        }
    }

    @Test
    void textsOfALinkComeBackToTheLetter() throws IOException {
        String odd = BARE.replace(
                        "\"title\":null", "\"title\":\"\",\"description\":\" d \",\"baseVisits\":" + Long.MAX_VALUE)
                .replace("\"tags\":[]", "\"tags\":[\" news, spring \",\"a;b\",\"\\u00a0x\"]")
                .replace("\"maxVisits\":null", "\"maxVisits\":9223372036854775807");
        for (String format : List.of("csv", "jsonl")) {
            answers.add(page(null, odd, BARE));
            Path file = folder.resolve("odd." + format);
            assertThat(export("--format", format, "--output", file.toString())).isZero();
            List<String> requests = RoundTrip.requests(file, true);
            assertThat(requests.get(0))
                    .as(format)
                    .contains(
                            "\"title\":\"\"",
                            "\"description\":\" d \"",
                            "\"baseVisits\":9223372036854775807",
                            "\"tags\":[\" news, spring \",\"a;b\",\"\u00a0x\"]",
                            "\"maxVisits\":9223372036854775807");
            assertThat(requests.get(1)).as(format).doesNotContain("title", "description", "baseVisits");
        }
    }

    @Test
    void whatNoImportMakesAgainIsLeftOutAndCounted() throws IOException {
        String deleted = FULL.replace("ACTIVE", "DELETED");
        String takenDown = deleted.replace("\"version\":3", "\"version\":3,\"takedown\":{\"reason\":\"phishing\"}");
        String secret = BARE.replace("\"hasPassword\":false", "\"hasPassword\":true");
        answers.add(page(null, deleted, takenDown, secret, BARE, deleted));
        Path file = folder.resolve("links.csv");
        assertThat(export("--format", "csv", "--output", file.toString())).isZero();
        assertThat(terminal.err())
                .contains("1 links in", "Left out: 2 deleted, 1 taken down, 1 with a password. --all includes them.");
        assertThat(RoundTrip.requests(file, true)).singleElement().asString().contains("\"customSlug\":\"b\"");

        answers.add(page(null, deleted, takenDown));
        assertThat(export("--format", "csv", "--all", "--output", file.toString()))
                .isZero();
        assertThat(RoundTrip.requests(file, false))
                .containsExactly("was deleted when it was exported", "was deleted when it was exported");
    }

    @Test
    void aLinkThatHadAPasswordIsNotImportedOpenUnlessTheLineSaysSo() throws IOException {
        for (String format : List.of("csv", "jsonl")) {
            answers.add(page(null, BARE.replace("\"hasPassword\":false", "\"hasPassword\":true")));
            Path file = folder.resolve("links." + format);
            assertThat(export("--format", format, "--all", "--output", file.toString()))
                    .isZero();
            assertThat(RoundTrip.requests(file, false))
                    .singleElement()
                    .asString()
                    .startsWith("has a password")
                    .endsWith("remove hasPassword and password from the line");
            String advised = Files.readString(file)
                    .replace("\"hasPassword\":true", "\"hasPassword\":null")
                    .replace(",true,ACTIVE,", ",,ACTIVE,");
            Files.writeString(file, advised);
            assertThat(RoundTrip.requests(file, false))
                    .singleElement()
                    .asString()
                    .startsWith("{");
        }
    }

    @Test
    void aPageMayHoldAsManyLinksAsTheServiceGives() {
        answers.add(page(null, IntStream.range(0, 500).mapToObj(i -> BARE).collect(Collectors.joining(","))));
        assertThat(export("--format", "jsonl")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).hasLineCount(500).startsWith("{\"shortCode\":\"b\"");
    }

    @Test
    void aFileIsNotThereWhenItCouldNotBeFinished() {
        server.stop(0);
        server.removeContext("/api/v1/links");
        answers.add(page(null, BARE));
        Path file = folder.resolve("none/links.csv");
        int code = export("--output", file.toString());
        assertThat(code).isEqualTo(1);
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(terminal.err()).startsWith("linklog export: ");
    }

    @Test
    void anotherServerGetsASentence() {
        server.removeContext("/api/v1/links");
        assertThat(export()).isEqualTo(1);
        assertThat(terminal.err()).contains("name another address with --url").hasLineCount(1);
    }

    @Test
    void aStaticExportWritesAFolderAndSaysWhatIsLeftOut() throws Exception {
        answers.add(page("c1", BARE));
        answers.add(page(null, FULL));
        Path site = folder.resolve("site");
        assertThat(export("--static", "json", "--output", site.toString())).isZero();
        assertThat(terminal.err()).contains("1 links in ", "1 links need Linklog");
        assertThat(site.resolve("links.json")).content().contains("https://b.example/");
        assertThat(site.resolve("left-out.txt")).content().contains("http://l/abc\thas a limit of visits");

        assertThat(export("--static", "json", "--output", site.toString())).isEqualTo(1);
        assertThat(terminal.err()).contains("is not empty");
        assertThat(export("--static", "json")).isEqualTo(1);
        assertThat(terminal.err()).contains("--output");
    }
}
