package io.linklog.query;

import static io.linklog.query.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.access.IssuedKeys;
import io.linklog.mesh.keys.Role;
import io.linklog.schemas.Link;
import io.linklog.schemas.Visit;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills servers; therefore it has its own stack. */
class OutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    static Path folder;

    private static LocalStack stack;
    private static Backstage backstage;
    private static String keyspace;
    private static QueryService service;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        stack = LocalStack.builder(folder)
                .with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD)
                .start();
        backstage = new Backstage(stack);
        keyspace = backstage.createKeyspace();
        backstage.activate(keyspace);
        Map<String, String> shortDeadlines =
                Map.of("LINKLOG_READ_DEADLINE", "2s", "LINKLOG_FENCE_WAIT", "2s", "LINKLOG_EVENT_HEARTBEAT", "500ms");
        service = backstage.start(shortDeadlines, InstantSource.system());
        browser = new Browser(service.port());
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        backstage.close();
        stack.close();
    }

    @Test
    void cachedLinksRedirectAndOthersAreUnavailableWhileCassandraIsFrozen() throws Exception {
        Link cached = project("https://example.org/cached");
        Link notCached = project("https://example.org/not-cached");
        assertThat(location(browser.get("/" + cached.getCode()))).isEqualTo("https://example.org/cached");

        stack.suspend(Server.CASSANDRA);
        try {
            assertThat(location(browser.get("/" + cached.getCode()))).isEqualTo("https://example.org/cached");
            Link created = TestLinks.link(code(), "https://example.org/new");
            backstage.log(TestLinks.create(created));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(location(browser.get("/" + created.getCode())))
                            .isEqualTo("https://example.org/new"));

            var unknown = browser.get("/" + notCached.getCode());
            assertThat(unknown.statusCode()).isEqualTo(503);
            assertThat(unknown.headers().firstValue("Retry-After")).contains("1");
            assertThat(browser.get("/api/v1/links").statusCode()).isEqualTo(503);
            assertThat(browser.get("/api/v1/links/" + cached.getCode()).statusCode())
                    .isEqualTo(200);
        } finally {
            stack.resume(Server.CASSANDRA);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(location(browser.get("/" + notCached.getCode())))
                        .isEqualTo("https://example.org/not-cached"));
    }

    @Test
    void linksRedirectAndUnknownCodesAreAnsweredWhileKafkaAndEtcdAreDead() throws Exception {
        Link notCached = project("https://example.org/only-in-cassandra");
        Listener listener = Listener.to(service.port(), "?code=" + notCached.getCode());
        stack.kill(Server.KAFKA);
        stack.kill(Server.ETCD);
        try {
            int blocks = listener.blocks();
            assertThat(location(browser.get("/" + notCached.getCode())))
                    .isEqualTo("https://example.org/only-in-cassandra");
            assertThat(location(browser.get("/" + notCached.getCode())))
                    .isEqualTo("https://example.org/only-in-cassandra");
            for (int i = 0; i < 20; i++) {
                browser.get("/" + notCached.getCode());
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(browser.get("/no-such-link").statusCode())
                            .isEqualTo(404));
            var noReport = browser.report(notCached.getCode(), "Accept", "text/html");
            assertThat(noReport.statusCode()).isEqualTo(503);
            assertThat(noReport.headers().firstValue("Retry-After")).contains("1");
            assertThat(noReport.body()).contains("<h1>Temporarily unavailable</h1>");
            var noStream = browser.get("/api/v1/events");
            assertThat(noStream.statusCode()).isEqualTo(503);
            assertThat(noStream.headers().firstValue("Retry-After")).isPresent();
            await().atMost(PATIENCE).until(() -> listener.blocks() > blocks + 2);
        } finally {
            stack.start(Server.KAFKA, Server.ETCD);
        }
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(backstage.readVisits(Set.of(notCached.getCode())).stream()
                                .map(OutageIT::id)
                                .distinct())
                        .as("visits answered while Kafka was down")
                        .hasSize(22));
        int records = backstage.readVisits(Set.of(notCached.getCode())).size();
        await().atMost(PATIENCE).until(() -> listener.heard().size() >= records);
        assertThat(listener.heard().stream().map(Listener.Heard::id))
                .as("the stream that stayed open")
                .hasSize(records)
                .doesNotHaveDuplicates();
        listener.close();
        Link created = TestLinks.link(code(), "https://example.org/after");
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            backstage.log(TestLinks.create(created));
            assertThat(location(browser.get("/" + created.getCode()))).isEqualTo("https://example.org/after");
        });
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES) // a start that waits for etcd would wait for ever
    void aServiceThatStartsWhileEtcdIsDeadGoesOnWithWhatItKnewLast() throws Exception {
        Map<String, String> settings = Map.of(
                "LINKLOG_INSTANCE_ID", "restarted",
                "LINKLOG_STATE_DIR", folder.resolve("restarted").toString(),
                "LINKLOG_API_KEYS", "required",
                "LINKLOG_ETCD_TIMEOUT", "1s");
        Link link = project("https://example.org/known");
        String path = "/api/v1/links/" + link.getCode();
        try (IssuedKeys keys = new IssuedKeys(stack)) {
            String key = "Bearer " + keys.issue(Role.READER).reveal();
            try (QueryService first = backstage.start(settings, InstantSource.system())) {
                Browser reader = new Browser(first.port());
                await().atMost(PATIENCE)
                        .until(() -> reader.get(path, "Authorization", key).statusCode() == 200);
            }
            stack.kill(Server.ETCD);
            try (QueryService second = backstage.start(settings, InstantSource.system())) {
                Browser visitor = new Browser(second.port());
                assertThat(location(visitor.get("/" + link.getCode()))).isEqualTo("https://example.org/known");
                assertThat(visitor.get(path, "Authorization", key).statusCode()).isEqualTo(200);
                assertThat(visitor.get(path).statusCode()).isEqualTo(401);
            } finally {
                stack.start(Server.ETCD);
            }
        }
    }

    @Test
    void visitsKeepTheirOrderInTheLogWhileKafkaIsKilledAndRestarted() throws Exception {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            codes.add(project("https://example.org/" + i).getCode());
        }
        AtomicBoolean stopVisits = new AtomicBoolean();
        AtomicInteger seen = new AtomicInteger();
        CompletableFuture<Void> visitor = CompletableFuture.runAsync(() -> {
            while (!stopVisits.get()) {
                try {
                    browser.get("/" + codes.get(seen.get() % codes.size()));
                } catch (IOException | InterruptedException e) {
                    throw new CompletionException(e);
                }
                seen.incrementAndGet();
            }
        });
        try {
            for (int kill = 0; kill < 2; kill++) {
                stack.kill(Server.KAFKA);
                stack.start(Server.KAFKA);
                int atStart = seen.get();
                await().atMost(PATIENCE).until(() -> seen.get() > atStart + 200);
            }
        } finally {
            stopVisits.set(true);
        }
        visitor.join();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(backstage.readVisits(Set.copyOf(codes)).stream()
                                .map(OutageIT::id)
                                .distinct())
                        .hasSize(seen.get()));
        // the topology takes a sequence number that is not above the last one for a repeat
        Set<String> known = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        List<Visit> overtaken = new ArrayList<>();
        for (Visit visit : backstage.readVisits(Set.copyOf(codes))) {
            boolean isNew = known.add(id(visit));
            long highest = last.merge(visit.getJournal() + visit.getPartition(), visit.getSequence(), Math::max);
            if (isNew && highest != visit.getSequence()) {
                overtaken.add(visit);
            }
        }
        assertThat(overtaken).isEmpty();
    }

    private static String id(Visit visit) {
        return visit.getJournal() + " " + visit.getPartition() + " " + visit.getSequence();
    }

    @Test
    void readersSeeExactlyOneKeyspaceDuringASwitchUnderLoad() throws Exception {
        Link old = TestLinks.link(code(), "https://example.org/old");
        Link rebuilt = TestLinks.link(old.getCode(), "https://example.org/rebuilt");
        backstage.project(keyspace, TestLinks.create(old));
        String next = backstage.createKeyspace();
        backstage.project(next, TestLinks.create(rebuilt));

        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger seen = new AtomicInteger();
        AtomicReference<String> wrong = new AtomicReference<>();
        Thread visitor = new Thread(() -> {
            boolean switched = false;
            while (!stop.get()) {
                try {
                    String target = location(browser.get("/" + old.getCode()));
                    boolean isNew = target.equals("https://example.org/rebuilt");
                    if ((!isNew && switched) || (!isNew && !target.equals("https://example.org/old"))) {
                        wrong.set(target + " after " + seen.get() + " visits");
                    }
                    switched |= isNew;
                    seen.incrementAndGet();
                } catch (Exception e) {
                    wrong.set(e.toString());
                }
            }
        });
        visitor.start();
        await().atMost(PATIENCE).until(() -> seen.get() > 20);
        backstage.activate(next);
        await().atMost(PATIENCE)
                .until(() -> service.models().current().keyspace().equals(next));
        int atSwitch = seen.get();
        await().atMost(PATIENCE).until(() -> seen.get() > atSwitch + 20);
        stop.set(true);
        visitor.join();
        assertThat(wrong.get()).isNull();
        assertThat(location(browser.get("/" + old.getCode()))).isEqualTo("https://example.org/rebuilt");
        keyspace = next;
    }

    private static Link project(String target) {
        Link link = TestLinks.link(code(), target);
        backstage.project(service.models().current().keyspace(), TestLinks.create(link));
        return link;
    }

    private static String code() {
        return UUID.randomUUID().toString().substring(0, 13);
    }
}
