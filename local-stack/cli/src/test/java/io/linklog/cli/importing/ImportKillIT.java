package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command in a process of its own, killed as a machine that goes down would kill it. */
class ImportKillIT {

    private static final int LINES = 3_000;

    @TempDir
    Path folder;

    private Process start(Path file, FlakyApi api) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-Dlogback.configurationFile=logback-cli.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "import",
                        file.toString(),
                        "--url",
                        api.url(),
                        "--batch",
                        "20",
                        "--parallel",
                        "3")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    @Test
    void killedAtRandomMomentsAndRunAgainItMakesOneLinkALine() throws Exception {
        // some URLs come more than once: then each line has a link of its own
        List<String> urls = IntStream.range(0, LINES)
                .mapToObj(i -> "https://example.org/" + i % (LINES - 7))
                .toList();
        Path file = Files.write(folder.resolve("urls.txt"), urls);
        Random random = new Random(3);
        try (FlakyApi api = new FlakyApi(0.1, 5)) {
            for (int kills = 0; kills < 4; kills++) {
                int before = api.created().size();
                int enough = Math.min(LINES - 1, before + 1 + random.nextInt(LINES / 4));
                Process process = start(file, api);
                while (process.isAlive() && api.created().size() < enough) {
                    process.waitFor(1, TimeUnit.MILLISECONDS);
                }
                process.destroyForcibly().waitFor();
            }
            Process last = start(file, api);
            assertThat(last.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(last.exitValue())
                    .as(Files.readString(folder.resolve("log")))
                    .isZero();
            assertThat(api.created()).containsExactlyInAnyOrderElementsOf(urls);

            api.forgetKeys();
            Process again = start(file, api);
            assertThat(again.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(api.created()).hasSize(LINES);
            assertThat(Files.readAllLines(folder.resolve("urls.txt.report.jsonl")))
                    .hasSize(LINES);
        }
    }
}
