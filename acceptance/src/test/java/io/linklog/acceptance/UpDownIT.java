package io.linklog.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import io.linklog.stack.process.Processes;
import io.linklog.stack.whole.Addresses;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** {@code up}, {@code status} and {@code down}, and their messages when something is wrong. */
@WholeSystem
@Isolated
@Order(5)
final class UpDownIT {

    private final Linklog linklog;

    UpDownIT(Linklog linklog) {
        this.linklog = linklog;
    }

    @Test
    void upOnARunningStackSaysSo() {
        long kafka = linklog.pid("kafka");
        Cli.Result result = linklog.cli().run("up").is(0);
        assertThat(result.out())
                .contains("runs already", "curl -s -X POST " + linklog.api().base())
                .doesNotContain("starting", "older build");
        assertThat(linklog.pid("kafka")).isEqualTo(kafka);
    }

    @Test
    void exampleThatUpPrintsWorks() {
        String example = linklog.cli().run("up").is(0).lines().stream()
                .map(String::strip)
                .filter(line -> line.startsWith("curl -s -X POST"))
                .findFirst()
                .orElseThrow();
        Cli.Result result = linklog.cli().run(java.util.List.of("bash", "-c", example), linklog.folder());
        assertThat(result.is(0).out()).contains("shortUrl");
        linklog.api().get("/hello").is(302);
    }

    @Test
    void statusShowsADeadProcessAndUpRestartsIt() {
        assertThat(linklog.cli().run("status").is(0).out())
                .contains("kafka", "edge")
                .doesNotContain("dead");

        linklog.kill("edge");
        Cli.Result status = linklog.cli().run("status").is(1);
        assertThat(status.lines())
                .filteredOn(line -> line.matches("edge +(running|dead) .*"))
                .singleElement()
                .asString()
                .contains("dead", "edge.log");

        linklog.up();
        linklog.cli().run("status").is(0);
        linklog.api().get("/api/v1/links/nothing-here").is(404);
    }

    @Test
    void supervisorStartsADeadProcessAgainAndStatusSaysHowOftenAndWhy() {
        linklog.up(); // begins the count of restarts
        long before = linklog.pid("edge");
        linklog.crash("edge");
        await().atMost(Duration.ofSeconds(60)).until(() -> linklog.runs("edge") && linklog.pid("edge") != before);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                linklog.cli().run("status").is(0).lines())
                        .anySatisfy(line -> assertThat(line).contains("edge was started again once", "its log")));
        linklog.api().get("/api/v1/links/nothing-here").is(404);
    }

    @Test
    void statusShowsTheRegisteredServices() {
        // a service is registered as UP slightly after it answers
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                registered(linklog.cli().run("status").is(0)))
                        .allSatisfy((service, columns) -> assertThat(columns).startsWith(service, service + "-1", "UP"))
                        .containsOnlyKeys(Stream.concat(Linklog.SERVICES.stream(), Stream.of("edge"))
                                .toList()));
        assertThat(registered(linklog.cli().run("status").is(0)).get("query-service"))
                .contains("local", "127.0.0.1:" + linklog.port("LINKLOG_QUERY_PORT"));
    }

    @Test
    void statusWorksWithoutEtcdAndSaysSo() {
        try {
            linklog.suspend("etcd");
            assertThat(linklog.cli().run("status").is(1).lines())
                    .filteredOn(line -> line.startsWith("Registry:"))
                    .singleElement()
                    .asString()
                    .contains("does not answer");
        } finally {
            linklog.resume("etcd");
        }
    }

    /** The columns of the registry's lines in the output of {@code status}, by service. */
    private static Map<String, List<String>> registered(Cli.Result status) {
        return status.lines().stream()
                .dropWhile(line -> !line.startsWith("SERVICE "))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .map(line -> List.of(line.split(" {2,}")))
                .collect(Collectors.toMap(columns -> columns.get(0), columns -> columns));
    }

    @Test
    void portInUseIsReportedInOneSentenceAndNothingIsLeftRunning(@TempDir Path folder) throws Exception {
        Addresses addresses = Addresses.free();
        addresses.save(folder);
        int port = addresses.port("LINKLOG_CASSANDRA_PORT");
        Cli cli = new Cli(linklog.root(), folder, Map.of());
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Cli.Result result = cli.run("up").is(1);
            assertThat(result.err().lines().filter(line -> !line.isBlank())).hasSize(1);
            assertThat(result.err()).contains("Port " + other.getLocalPort(), "cassandra", "LINKLOG_CASSANDRA_PORT");
        }
        assertThat(new Processes(folder).names()).isEmpty();
        cli.run("status").is(1);
        assertThat(cli.run("down").is(0).out()).contains("Nothing runs");
    }

    @Test
    void invalidSettingsAreReportedInOneSentence(@TempDir Path folder) {
        Cli cli = new Cli(linklog.root(), folder, Map.of("LINKLOG_EDGE_PORT", "many"));
        Cli.Result result = cli.run("up").is(1);
        assertThat(result.err()).contains("LINKLOG_EDGE_PORT", "many").doesNotContain("Exception");
        assertThat(cli.run("up", "--no-such-option").is(2).err()).contains("--no-such-option");
    }
}
