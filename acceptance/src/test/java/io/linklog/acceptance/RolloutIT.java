package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.load.SteadyVisits;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A new version of query-service is started, tried, rolled out, and then rolled back or promoted. */
@WholeSystem
@Isolated
@Order(9)
final class RolloutIT {

    private static final String SERVICE = "query-service";
    private static final String WRITER = "command-service";

    private final Linklog linklog;
    private final Api api;
    // the services whose versions a test has changed
    private final Set<String> changed = new TreeSet<>();

    RolloutIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @AfterEach
    void oneVersionAgain() {
        for (String service : Set.copyOf(changed)) {
            linklog.cli().run("canary", "abort", service);
            canaryOf(service, "release").is(0);
            linklog.cli().run("scale", service + "=1").is(0);
        }
    }

    @Test
    @Tag("long")
    void rollsBackABadVersionAndPromotesAGoodOne() {
        String code = api.create(link("https://example.org/canary")).is(201).member("shortCode");
        canary("hold", "--try", "bad").is(0);
        assertThat(canary("start", "--version", "bad").is(1).err()).contains("No instance of query-service runs bad");
        linklog.cli()
                .run("scale", SERVICE + "=2", "--version", "bad", "--set", "LINKLOG_FAULT_ERROR_RATE=1")
                .is(0);
        reaches(code, "X-Canary", "always", 500);
        reaches(code, "Cookie", "linklog-canary=always", 500);

        try (SteadyVisits visitors = new SteadyVisits(api, code)) {
            until(() -> visitors.all() > 200);
            assertThat(visitors.failed())
                    .as("failures: the canary gets no request before its rollout")
                    .isZero();
            canary("start", "--version", "bad", "--steps", "10,100", "--interval", "5s", "--min-requests", "20")
                    .is(0);
            assertThat(canary("start", "--version", "bad").is(1).err()).contains("is under way");
            awaitStatus("is ROLLED_BACK");
            long then = visitors.all();
            until(() -> visitors.all() > then + 200);
            // the edge distributes requests evenly; a few more may have been in flight at the rollback
            assertThat(visitors.failed()).isPositive().isLessThanOrEqualTo(visitors.all() / 10 + 5);
        }
        assertThat(canary("status").is(0).out())
                .contains("failed 2 times in a row")
                .contains("baseline 0.00 %")
                .contains("0 % to bad");
        reaches(code, "X-Canary", "always", 500);
        reaches(code, "X-Canary", "never", 302);

        linklog.cli().run("scale", SERVICE + "=1").is(0);
        promotesTheGoodVersion(code);
        replacesTheOldInstanceUnderLoad(code);
    }

    @Test
    void judgesAVersionOfTheCommandService() {
        canaryOf(WRITER, "hold", "--try", "next").is(0);
        linklog.cli().run("scale", WRITER + "=2", "--version", "next").is(0);
        canaryOf(
                        WRITER,
                        "start",
                        "--version",
                        "next",
                        "--steps",
                        "50,100",
                        "--interval",
                        "2s",
                        "--min-requests",
                        "10",
                        "--latency-slack",
                        "30s")
                .is(0);
        await().atMost(Duration.ofSeconds(120)).until(() -> {
            for (int i = 0; i < 20; i++) {
                api.create(link("https://example.org/canary/" + i)).is(201);
            }
            return canaryOf(WRITER, "status").is(0).out().contains("is PROMOTED");
        });
        assertThat(canaryOf(WRITER, "status").out()).contains("all to next");
    }

    private void promotesTheGoodVersion(String code) {
        linklog.cli().run("scale", SERVICE + "=2", "--version", "good").is(0);
        try (SteadyVisits visitors = new SteadyVisits(api, code)) {
            // generous latency slack: the machine may be busy, and this test is not about latency
            canary(
                            "start",
                            "--version",
                            "good",
                            "--steps",
                            "50,100",
                            "--interval",
                            "2s",
                            "--min-requests",
                            "20",
                            "--latency-slack",
                            "30s")
                    .is(0);
            awaitStatus("is PROMOTED");
            long then = visitors.all();
            until(() -> visitors.all() > then + 100);
            assertThat(visitors.failed()).isZero();
        }
        assertThat(canary("status").out()).contains("all to good");
    }

    private void replacesTheOldInstanceUnderLoad(String code) {
        // the old instance is removed although it is the first
        try (SteadyVisits visitors = new SteadyVisits(api, code)) {
            linklog.cli().run("scale", SERVICE + "=1").is(0);
            assertThat(linklog.runs(SERVICE)).isFalse();
            assertThat(linklog.runs(SERVICE + "-2")).isTrue();
            long then = visitors.all();
            until(() -> visitors.all() > then + 20);
            assertThat(visitors.failed()).isZero();
        }
        linklog.cli().run("scale", SERVICE + "=2").is(0);
        assertThat(linklog.runs(SERVICE)).isTrue();
    }

    private void reaches(String code, String header, String value, int status) {
        // the edge learns of an instance and of a route slightly later than etcd
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.get("/" + code, header, value).status() == status);
    }

    private void awaitStatus(String text) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> canary("status").is(0).out().contains(text));
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    private Cli.Result canary(String command, String... more) {
        return canaryOf(SERVICE, command, more);
    }

    private Cli.Result canaryOf(String service, String command, String... more) {
        changed.add(service);
        String[] all = new String[more.length + 3];
        all[0] = "canary";
        all[1] = command;
        all[2] = service;
        System.arraycopy(more, 0, all, 3, more.length);
        return linklog.cli().run(all);
    }
}
