package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {

    @TempDir
    Path folder;

    private final Terminal terminal = new Terminal();

    private Path file(List<String> lines) throws IOException {
        return Files.write(folder.resolve("urls.txt"), lines);
    }

    private static List<String> urls(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "https://example.org/" + i % (count - 3))
                .toList();
    }

    private int run(FlakyApi api, Path file, String... more) {
        List<String> arguments = new ArrayList<>(List.of(file.toString(), "--url", api.url()));
        arguments.addAll(List.of(more));
        return terminal.run(command(System.in), arguments.toArray(String[]::new));
    }

    private static ImportCommand command(InputStream in) {
        return new ImportCommand(in, failures -> 2);
    }

    private Map<Long, JsonNode> report() throws IOException {
        Map<Long, JsonNode> byLine = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("urls.txt.report.jsonl"))) {
            JsonNode node = new ObjectMapper().readTree(line);
            assertThat(byLine.put(node.path("line").asLong(), node)).as(line).isNull();
        }
        return byLine;
    }

    @Test
    void everyLineGetsALinkAndRefusedOnesAReason() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            Path file = file(List.of("https://example.org/1", "ftp://example.org/", "", "https://example.org/2"));
            assertThat(run(api, file)).isEqualTo(1);
            assertThat(api.created()).containsExactlyInAnyOrder("https://example.org/1", "https://example.org/2");
        }
        assertThat(report()).hasSize(3);
        assertThat(report().get(1L).path("shortUrl").asText()).startsWith("http://l/c");
        assertThat(report().get(2L).path("reason").asText()).startsWith("longUrl must");
        assertThat(terminal.err())
                .contains("3 lines in ")
                .contains("2 created, 1 refused")
                .contains("line 2: longUrl must");
    }

    @Test
    void whateverFailsEachLineGetsExactlyOneLink() throws IOException {
        List<String> urls = urls(1_000);
        try (FlakyApi api = new FlakyApi(0.3, 7)) {
            assertThat(run(api, file(urls), "--batch", "50", "-q")).isZero();
            assertThat(api.created()).containsExactlyInAnyOrderElementsOf(urls);
        }
        assertThat(report()).hasSize(1_000);
    }

    @Test
    void aSecondRunMakesNothingEvenWhenTheServiceHasForgottenTheKeys() throws IOException {
        List<String> urls = urls(500);
        try (FlakyApi api = new FlakyApi(0, 1)) {
            Path file = file(urls);
            assertThat(run(api, file, "-q")).isZero();
            Map<Long, JsonNode> first = report();
            api.forgetKeys();
            assertThat(run(api, file, "-q")).isZero();
            assertThat(api.created()).containsExactlyInAnyOrderElementsOf(urls);
            assertThat(terminal.err()).contains("500 done in an earlier run");
            report().forEach((line, node) ->
                    assertThat(node.path("shortCode")).isEqualTo(first.get(line).path("shortCode")));

            List<String> more = new ArrayList<>(urls);
            more.add(0, "https://example.org/new");
            assertThat(run(api, file(more), "-q")).isZero();
            assertThat(api.created()).containsExactlyInAnyOrderElementsOf(more);
        }
    }

    @Test
    void aRunAfterOneThatCouldNotGoOnTakesUpTheRest() throws IOException {
        List<String> urls = urls(100);
        Path file = file(urls);
        try (FlakyApi away = new FlakyApi(1, 1)) {
            assertThat(run(away, file, "--patience", "1")).isEqualTo(2);
            assertThat(terminal.err()).contains("Given up after 1 s").contains("Kafka is away");
        }
        try (FlakyApi api = new FlakyApi(0, 1)) {
            assertThat(run(api, file, "-q")).isZero();
            assertThat(api.created()).containsExactlyInAnyOrderElementsOf(urls);
        }
    }

    @Test
    void severalServicesAreTakenInTurnAndOneMayBeAway() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        List<String> urls = urls(60);
        try (FlakyApi api = new FlakyApi(0, 1)) {
            int code = run(api, file(urls), "--url", "http://127.0.0.1:" + nobody, "--batch", "10", "-q");
            assertThat(code).isZero();
            assertThat(api.created()).containsExactlyInAnyOrderElementsOf(urls);
        }
    }

    @Test
    void withoutAnEtcdThatAnswersLinksGoToThePublicUrl() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        try (FlakyApi api = new FlakyApi(0, 1)) {
            int code = terminal.run(
                    command(System.in),
                    file(urls(10)).toString(),
                    "--public-url",
                    api.url(),
                    "--etcd",
                    "http://127.0.0.1:" + nobody);
            assertThat(code).isZero();
            assertThat(api.created()).hasSize(10);
            assertThat(terminal.err())
                    .contains("etcd at [http://127.0.0.1:" + nobody + "] does not answer", "sending to " + api.url());
        }
    }

    @Test
    void aDryRunChecksByTheRulesOfTheServiceAndSendsNothing() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            Path file = Files.writeString(
                    folder.resolve("links.csv"), "longUrl,customSlug\nhttps://a.example/,api\nhttps://a.example/,ok\n");
            assertThat(run(api, file, "--dry-run")).isEqualTo(1);
            assertThat(api.created()).isEmpty();
            assertThat(terminal.err()).contains("1 refused, 1 valid").contains("reserved for the service");
            assertThat(folder.resolve("links.csv.linklog-import")).doesNotExist();
        }
    }

    private Path csv(String... lines) throws IOException {
        return Files.writeString(folder.resolve("urls.txt"), "keyword,url\n" + String.join("\n", lines) + "\n");
    }

    @Test
    void aSlugThatLeadsToTheSameTargetIsDoneAndAnotherIsRefusedOrNew() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            api.targets().put("same", "https://a.example/");
            api.targets().put("other", "https://else.example/");
            Path file = csv("same,https://a.example/", "other,https://b.example/");
            assertThat(run(api, file, "-q")).isEqualTo(1);
            assertThat(terminal.err()).contains("1 found, 1 refused", "--on-taken new");
            assertThat(api.created()).isEmpty();
            assertThat(run(api, file, "-q", "--on-taken", "new")).isZero();
            assertThat(api.targets()).containsEntry("c1", "https://b.example/");
        }
    }

    @Test
    void linksAreFollowedAndComparedWithTheFile() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            Path file = csv("a,https://a.example/b c", "b,https://b.example/");
            api.targets().put("b", "https://b.example/");
            assertThat(run(api, file, "-q")).isZero();
            api.targets().put("a", "https://a.example/b%20c");
            assertThat(run(api, file, "-q", "--verify")).isZero();
            assertThat(terminal.err()).contains("2 lead where the file says");
            api.targets().put("b", "https://elsewhere.example/");
            assertThat(run(api, file, "-q", "--verify")).isEqualTo(1);
            assertThat(terminal.err()).contains("1 do not", "line 3: leads to https://elsewhere.example/");
        }
    }

    @Test
    void aBannedLinkIsDeletedOnceItIsThereAndTheAdviceTakesIt() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            Path file = Files.writeString(
                    folder.resolve("urls.txt"),
                    "[{\"address\":\"x\",\"target\":\"https://a.example/\",\"banned\":true}]");
            assertThat(run(api, file, "-q")).isEqualTo(1);
            assertThat(terminal.err()).contains("run again with --include banned");
            assertThat(run(api, file, "-q", "--include", "banned")).isZero();
            assertThat(api.created()).containsExactly("https://a.example/");
            assertThat(api.targets()).isEmpty();
            assertThat(terminal.err()).contains("1 made as deleted links");
        }
    }

    @Test
    void codesThatCannotBeCodesAreRenamedByTheFileThatIsFilledIn() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            Path file = csv("a/b,https://a.example/", "c,https://c.example/");
            assertThat(run(api, file, "-q")).isEqualTo(1);
            Path renames = folder.resolve("urls.txt.rename.csv");
            assertThat(renames).hasContent("old,new\n\"a/b\",\n");
            assertThat(terminal.err()).contains("--rename " + renames);
            Files.writeString(renames, "old,new\n\"a/b\",a-b\n");
            assertThat(run(api, file, "-q", "--rename", renames.toString())).isZero();
            assertThat(api.targets()).containsEntry("a-b", "https://a.example/").containsKey("c");
            assertThat(terminal.err()).contains("1 created, 1 done in an earlier run");
        }
    }

    @Test
    void standardInputIsReadAndLeavesNoFiles() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            byte[] in = "{\"longUrl\":\"https://a.example/\"}\n".getBytes(StandardCharsets.UTF_8);
            int code = terminal.run(command(new ByteArrayInputStream(in)), "-", "--url", api.url(), "-q");
            assertThat(code).isZero();
            assertThat(api.created()).containsExactly("https://a.example/");
        }
    }

    @Test
    void whatIsWrongWithTheCallIsASentence() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            assertThat(run(api, folder.resolve("none.txt"))).isEqualTo(2);
            assertThat(terminal.err()).contains("There is no readable file");
            Terminal second = new Terminal();
            assertThat(second.run(command(System.in), file(urls(10)).toString(), "--url", "localhost"))
                    .isEqualTo(2);
            assertThat(second.err()).contains("--url needs an address like http://localhost:8080");
            Terminal third = new Terminal();
            assertThat(third.run(command(System.in), file(urls(10)).toString(), "--url", api.url() + "/elsewhere"))
                    .isEqualTo(2);
            assertThat(third.err()).contains("answers 404 to a batch").contains("--url");
        }
    }

    @Test
    void codesThatTheServiceRefusesAreRenamedToo() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            Path file = csv("impossible,https://a.example/", "c,https://c.example/");
            assertThat(run(api, file, "-q")).isEqualTo(1);
            Path renames = folder.resolve("urls.txt.rename.csv");
            assertThat(renames).hasContent("old,new\n\"impossible\",\n");
            assertThat(report().get(2L).path("reason").asText())
                    .startsWith("customSlug must be another one; ")
                    .contains("--rename " + renames);
            Files.writeString(renames, "old,new\n\"impossible\",impossible-2\n");
            assertThat(run(api, file, "-q", "--rename", renames.toString())).isEqualTo(1);
            assertThat(terminal.err()).contains("1 codes need another name");
            Files.writeString(renames, "old,new\n\"impossible\",possible\n");
            assertThat(run(api, file, "-q", "--rename", renames.toString())).isZero();
            assertThat(api.targets()).containsEntry("possible", "https://a.example/");
        }
    }

    @Test
    void aSlugOfALimitedLinkThatLeadsToTheSameTargetIsDone() throws IOException {
        try (FlakyApi api = new FlakyApi(0, 1)) {
            api.targets().put("same", "https://a.example/");
            api.targets().put("other", "https://else.example/");
            api.limited().addAll(List.of("same", "other"));
            Path file = csv("same,https://a.example/", "other,https://b.example/");
            assertThat(run(api, file, "-q")).isEqualTo(1);
            assertThat(terminal.err()).contains("1 found, 1 refused", "--on-taken new");
            assertThat(api.created()).isEmpty();
        }
    }
}
