package io.linklog.projector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.kafka.LinkFacts;
import io.linklog.kit.kafka.VisitFacts;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.projector.RunningProjector;
import io.linklog.projector.TestStores;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Report;
import io.linklog.schemas.Visit;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.reports.Reports;
import io.linklog.stack.SharedStack;
import java.io.File;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplayIT {

    private static final List<String> TABLES =
            List.of("links", "link_history", "link_list", "link_words", "link_words_of");

    private final File childLog = new File("target/replay-it.log");

    private static TestStores stores;

    @BeforeAll
    static void open() throws Exception {
        stores = new TestStores(SharedStack.with());
    }

    @AfterAll
    static void close() throws Exception {
        stores.close();
    }

    @Test
    void twoReplaysUnderTrafficGiveTheSameRowsAndTheProjectorFollows() throws Exception {
        Keyspace first = stores.beginAt(201);
        stores.log(links("twice", 500));
        logVisits("twice");
        logReports("twice-reported");
        try (RunningProjector projector = new RunningProjector(stores)) {
            stores.awaitProjected(first);
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Integer> traffic = CompletableFuture.supplyAsync(() -> {
                int made = 0;
                while (!over.get()) {
                    stores.log(LinkFacts.of("twice-t" + made++, "https://example.org/t", "t")
                            .edit("https://example.org/t2", null)
                            .events());
                    // a busy link, whose totals change all the time
                    stores.logStats(VisitFacts.totals("hot", "2026-11-24T22:00:00Z", 0, made, made));
                    // one link every few milliseconds; with more, the lag of the old projection would dominate the test
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                }
                return made;
            });
            ReplayRun replay;
            try {
                replay = replay();
            } finally {
                over.set(true);
            }
            int made = traffic.get(TestStores.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
            assertThat(replay.exitCode()).as(replay.text()).isZero();
            assertThat(replay.text())
                    .contains("linklog_202", "equal", "Readers read linklog_202 now", "visit_totals", "visits_counted");
            for (String table : List.of("visit_totals", "visits", "reports", "report_list")) {
                assertThat(stores.rows(new Keyspace(202), table, "twice-"))
                        .as(table)
                        .isNotEmpty()
                        .isEqualTo(stores.rows(first, table, "twice-"));
            }
            assertThat(active()).contains("linklog_202");

            Keyspace second = new Keyspace(202);
            stores.log(LinkFacts.of("twice-after", "https://example.org/after").events());
            stores.awaitProjected(second);
            Awaitility.await()
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> projector.readinessProblems().isEmpty());
            assertThat(stores.longUrls(second, "twice-"))
                    .hasSize(500 + made + 1)
                    .containsKey("twice-after");
            assertThat(stores.longUrls(first, "twice-")).doesNotContainKey("twice-after");

            ReplayRun again = replay();
            assertThat(again.exitCode()).as(again.text()).isZero();
            Keyspace third = new Keyspace(203);
            stores.awaitProjected(third);
            assertSameRows(third, second, "twice-");
            assertThat(stores.stores().schema().keyspaces())
                    .contains(second, third)
                    .doesNotContain(first);
        }
    }

    @Test
    void aKilledReplayContinuesAndGivesTheSameRows() throws Exception {
        Keyspace first = stores.beginAt(211);
        stores.log(links("killed", 1_500));
        try (RunningProjector projector = new RunningProjector(stores)) {
            stores.awaitProjected(first);
            Keyspace second = new Keyspace(212);
            Process process = replayProcess("--rate", "200");
            try {
                Awaitility.await("the replay is half way; its output is in " + childLog)
                        .atMost(TestStores.LONG_ENOUGH)
                        .until(() -> written(second) > (sum(stores.ends()) - sum(stores.begins())) / 5);
            } finally {
                process.destroyForcibly().waitFor();
            }
            assertThat(sum(stores.committedOffsets(second))).isLessThan(sum(stores.ends()));
            assertThat(active()).contains("linklog_211");

            ReplayRun replay = replay();
            assertThat(replay.exitCode()).as(replay.text()).isZero();
            assertThat(replay.text()).contains("Continuing the replay into linklog_212");
            assertThat(active()).contains("linklog_212");
            assertSameRows(second, first, "killed-");
        }
    }

    @Test
    void aReplayDoesNotSwitchWhenTheKeyspacesDiffer() throws Exception {
        Keyspace first = stores.beginAt(221);
        stores.log(links("tampered", 30));
        try (RunningProjector projector = new RunningProjector(stores)) {
            stores.awaitProjected(first);
            stores.stores()
                    .cassandra()
                    .execute(
                            "UPDATE linklog_221.links SET long_url = 'https://evil.example' WHERE code = 'tampered-7'");
            stores.stores().cassandra().execute("DELETE FROM linklog_221.link_history WHERE code = 'tampered-8'");

            ReplayRun dry = replay("--dry-run");
            assertThat(dry.exitCode()).isEqualTo(1);
            assertThat(dry.text()).contains("evil.example", "linklog_221 differ from the log", "tampered-8");
            ReplayRun replay = replay();
            assertThat(replay.exitCode()).isEqualTo(1);
            assertThat(replay.text()).contains("linklog_221 and linklog_222 differ", "--force");
            assertThat(active()).contains("linklog_221");

            ReplayRun forced = replay("--force");
            assertThat(forced.exitCode()).as(forced.text()).isZero();
            assertThat(active()).contains("linklog_222");
            assertThat(stores.longUrls(new Keyspace(222), "tampered-"))
                    .containsEntry("tampered-7", "https://example.org/f7");
        }
    }

    @Test
    @Tag("long")
    void theLaterOfTwoReplaysTakesOver() throws Exception {
        Keyspace first = stores.beginAt(231);
        stores.log(links("rivals", 1_000));
        try (RunningProjector projector = new RunningProjector(stores)) {
            stores.awaitProjected(first);
            CompletableFuture<ReplayRun> slow = CompletableFuture.supplyAsync(() -> replay("--rate", "100"));
            Awaitility.await()
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> sum(stores.committedOffsets(new Keyspace(232))) > 0);
            ReplayRun quick = replay();
            assertThat(quick.exitCode()).as(quick.text()).isZero();
            ReplayRun ended = slow.get(TestStores.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
            assertThat(ended.exitCode()).as(ended.text()).isEqualTo(1);
            assertThat(ended.text()).contains("Another replay has taken over");
            assertSameRows(new Keyspace(232), first, "rivals-");
        }
    }

    @Test
    void theActiveKeyspaceIsFoundAgainAfterReplaysHaveDroppedTheFirstAndEtcdWasWiped() throws Exception {
        Keyspace first = stores.beginAt(241);
        stores.log(links("wiped", 30));
        try (RunningProjector projector = new RunningProjector(stores)) {
            stores.awaitProjected(first);
            for (int i = 0; i < 2; i++) {
                ReplayRun replay = replay();
                assertThat(replay.exitCode()).as(replay.text()).isZero();
            }
        }
        assertThat(stores.stores().schema().keyspaces()).doesNotContain(first, Keyspace.FIRST);
        Keyspace active = new Keyspace(243);
        assertThat(active()).contains(active.name());

        stores.etcd().await(stores.etcd().delete(KeyspaceKeys.REPLAY));
        stores.etcd().await(stores.etcd().delete(KeyspaceKeys.ACTIVE));
        try (RunningProjector projector = new RunningProjector(stores)) {
            stores.log(LinkFacts.of("wiped-after", "https://example.org/after").events());
            stores.awaitProjected(active);
        }
        assertThat(active()).contains(active.name());
        assertThat(stores.longUrls(active, "wiped-")).hasSize(31).containsKey("wiped-after");
        assertThat(stores.stores().schema().keyspaces()).doesNotContain(Keyspace.FIRST);
    }

    private static void assertSameRows(Keyspace one, Keyspace other, String prefix) {
        for (String table : TABLES) {
            assertThat(stores.rows(one, table, prefix))
                    .as(table)
                    .isNotEmpty()
                    .isEqualTo(stores.rows(other, table, prefix));
        }
    }

    private static Optional<String> active() throws Exception {
        Etcd etcd = stores.etcd();
        return etcd.await(etcd.get(KeyspaceKeys.ACTIVE)).map(Etcd.Entry::value);
    }

    private static ReplayRun replay(String... options) {
        return ReplayRun.of(stores.environment(), options);
    }

    private Process replayProcess(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ReplayMain.class.getName()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(childLog);
        builder.environment().putAll(stores.environment());
        return builder.start();
    }

    private static List<LinkEvent> links(String prefix, int count) {
        List<LinkEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LinkFacts facts = LinkFacts.of(prefix + "-" + i, "https://example.org/" + i, "a", "b");
            if (i % 3 == 0) {
                facts.edit("https://example.org/e" + i, null, "b").delete();
            }
            if (i % 7 == 0) {
                facts.restore().edit("https://example.org/f" + i, "again", "c");
            }
            events.addAll(facts.events());
        }
        return events;
    }

    /** One stays open, one is dismissed, one deleted. */
    private static void logReports(String code) {
        List<Report> reports = IntStream.rangeClosed(1, 3)
                .mapToObj(place ->
                        Reports.open(new ReportId(code, place, 1), "team", Instant.now(), "spam", "text", null))
                .toList();
        stores.logReports(reports);
        stores.logReports(List.of(Reports.dismiss(reports.get(1), Instant.now(), "key")));
        stores.deleteReport(ReportId.of(reports.get(2)));
    }

    private static void logVisits(String prefix) {
        List<Visit> visits = new ArrayList<>();
        List<Object> stats = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String code = prefix + "-" + i % 20;
            visits.add(VisitFacts.visit(code, prefix, i + 1));
            stats.add(VisitFacts.totals(code, "2026-11-24T22:00:00Z", i % 4, i, i));
        }
        stores.logVisits(visits);
        stats.add(VisitFacts.progress(prefix, 200, 1));
        stores.logStats(stats.toArray());
    }

    /** How many records of the log a keyspace has. */
    private static long written(Keyspace keyspace) {
        Map<FeedPartition, Long> begins = stores.begins();
        return stores.committedOffsets(keyspace).entrySet().stream()
                .mapToLong(one -> one.getValue() - begins.get(one.getKey()))
                .sum();
    }

    private static long sum(Map<?, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }
}
