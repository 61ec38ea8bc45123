package io.linklog.acceptance;

import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.load.CheckedVisits;
import io.linklog.acceptance.load.KeyedCreates;
import io.linklog.acceptance.load.LimitedVisits;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Log;
import io.linklog.acceptance.system.WholeSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Instances start and stop under load, in order and by {@code kill -9}. The last test leaves one instance of each
 * service.
 */
@WholeSystem
@Isolated
@Order(12)
@Tag("long")
final class ScalingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern QUERY_SERVICE =
            Pattern.compile("query-service +query-service-\\d+ +UP .* (127\\.0\\.0\\.1:\\d+)\\s*");

    private final Linklog linklog;

    ScalingIT(Linklog linklog) {
        this.linklog = linklog;
    }

    private Cli.Result scale(String... targets) {
        List<String> arguments = new ArrayList<>(List.of("scale"));
        arguments.addAll(List.of(targets));
        return linklog.cli().run(arguments.toArray(String[]::new)).is(0);
    }

    /** Runs the work while creates and visits go on. None of them may fail. */
    private void underLoad(Runnable work) throws Exception {
        KeyedCreates creates = new KeyedCreates(linklog.api());
        CheckedVisits visits = new CheckedVisits(linklog.api());
        try (creates;
                visits) {
            await().atMost(PATIENCE).until(() -> creates.acknowledged() > 20 && visits.served() > 20);
            work.run();
            int created = creates.acknowledged();
            int visited = visits.served();
            await().atMost(PATIENCE)
                    .until(() -> creates.acknowledged() > created + 20 && visits.served() > visited + 20);
        }
        assertThat(visits.failed()).as("visits that failed").isEmpty();
        assertThat(creates.failed()).as("creates that failed").isEmpty();
        creates.check(linklog);
    }

    @Test
    @Order(1)
    void noRequestFailsWhileInstancesStart() throws Exception {
        underLoad(() -> {
            assertThat(scale("query-service=3", "command-service=2").out())
                    .contains("query-service: 3 instances.", "command-service: 2 instances.");
            assertThat(linklog.cli().run("status").is(0).lines())
                    .filteredOn(line -> line.matches("(query|command)-service +\\S+ +UP .*"))
                    .hasSize(5);
        });
        assertThat(scale("query-service=3").out()).contains("already");
    }

    @Test
    @Order(2)
    void importSurvivesTheKillOfAnInstanceWithoutDuplicateLinks(@TempDir Path folder) throws Exception {
        scale("command-service=2");
        String run = freshSlug("killed");
        List<String> urls = IntStream.range(0, 4_000)
                .mapToObj(i -> "https://example.org/" + run + "/" + i)
                .toList();
        Path file = Files.write(folder.resolve("urls.txt"), urls);
        Path journal = folder.resolve("urls.txt.linklog-import");
        Process importing = linklog.cli().start(folder.resolve("out"), "import", "--batch", "50", file.toString());
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> Files.exists(journal) && Files.size(journal) > 200);
        linklog.kill("command-service-2");
        assertThat(importing.isAlive()).as("an instance is killed half way").isTrue();
        assertThat(importing.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(importing.exitValue())
                .as(Files.readString(folder.resolve("out")))
                .isZero();
        try (Log log = new Log(linklog)) {
            Map<String, List<String>> created = log.createdByTarget();
            assertThat(urls.stream()
                            .collect(Collectors.toMap(
                                    url -> url,
                                    url -> created.getOrDefault(url, List.of()).size())))
                    .as("links by target, in the log")
                    .allSatisfy((url, links) -> assertThat(links).isEqualTo(1))
                    .hasSize(urls.size());
        }
    }

    @Test
    @Order(3)
    void upRestartsAllInstances() {
        scale("command-service=2");
        linklog.kill("command-service-2");
        linklog.up();
        assertThat(linklog.runs("command-service-2")).isTrue();
        linklog.cli().run("status").is(0);
    }

    @Test
    @Order(4)
    void visitLimitHoldsOverThreeInstancesWhileOneIsKilled() throws Exception {
        scale("query-service=3");
        int most = 300;
        // directly, because the edge sends a code to one instance as long as that instance keeps up
        List<Api> instances = linklog.cli().run("status").is(0).lines().stream()
                .map(QUERY_SERVICE::matcher)
                .filter(Matcher::matches)
                .map(line -> new Api("http://" + line.group(1)))
                .toList();
        assertThat(instances).hasSize(3);
        LimitedVisits visits = new LimitedVisits(linklog.api(), most, instances);
        await().atMost(PATIENCE).until(() -> visits.served() > most / 5);
        linklog.kill("query-service-2");
        visits.awaitFull();
        assertThat(visits.served())
                .as("served; without an answer: %s", visits.withoutAnswer())
                .isBetween(most - visits.withoutAnswer().size(), most);
        assertThat(visits.withoutAnswer())
                .as("visits at the killed instance, and a few others with a slow store")
                .hasSizeBetween(1, most / 10);
        linklog.up();
        instances.forEach(instance -> assertThat(visits.next(instance)).isEqualTo(410));
        assertThat(visits.next(linklog.api())).isEqualTo(410);
    }

    @Test
    @Order(5)
    void noRequestFailsWhileInstancesStop() throws Exception {
        scale("query-service=3", "command-service=2");
        underLoad(() -> scale("query-service=1", "command-service=1"));
        assertThat(linklog.runs("query-service-3")).isFalse();
        assertThat(linklog.runs("query-service-2")).isFalse();
        assertThat(linklog.runs("command-service-2")).isFalse();
        assertThat(linklog.cli().run("status").is(0).out()).doesNotContain("service-2", "service-3");
    }

    @Test
    @Order(6)
    void registryShowsTheSettingsOfAnInstance() {
        scale("projector=2", "--version", "9.9", "--set", "LINKLOG_ZONE=elsewhere");
        assertThat(linklog.cli().run("status").is(0).lines())
                .filteredOn(line -> line.contains("projector-2 ") && line.contains(" UP "))
                .singleElement()
                .asString()
                .contains(" 9.9 ", " elsewhere ");
        assertThat(linklog.cli()
                        .run("scale", "projector=2", "--version", "10")
                        .is(1)
                        .err())
                .contains("no instance starts");
        scale("projector=1");
    }
}
