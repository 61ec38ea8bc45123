package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Batches;
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.EarlierBuild;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Tables;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A replay builds new tables from the log while clients read and write. */
@WholeSystem
@Isolated
@Order(8)
final class ReplayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Linklog linklog;
    private final Api api;

    ReplayIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    @Order(1)
    void replayIsInvisibleToReadersAndTheTablesAreEqual() throws Exception {
        List<String> codes = makeLinks();
        try (Tables tables = new Tables(linklog)) {
            int before = tables.keyspaces().last();
            try (Readers readers = new Readers(codes)) {
                Cli.Result replay = linklog.cli().run("replay").is(0);
                assertThat(replay.out()).contains("equal");
                readers.goOn();
            }
            int after = tables.keyspaces().last();
            assertThat(after).isEqualTo(before + 1);
            for (String table : Tables.NAMES) {
                assertThat(tables.rows(after, table)).as(table).isNotEmpty().isEqualTo(tables.rows(before, table));
            }
        }
        worksAsBefore();
    }

    @Test
    @Order(2)
    void theDeciderIsBuiltAgainAndKnowsEveryLink() throws Exception {
        String slug = freshSlug("decider");
        api.create(link("https://example.org/before").put("customSlug", slug)).is(201);
        Cli.Result replay = linklog.cli().run("replay", "--decider").is(0);
        assertThat(replay.out()).contains("links=", "visits", "All stores are whole");
        api.create(link("https://example.org/other").put("customSlug", slug)).is(409);
        api.edit(slug, object().put("longUrl", "https://example.org/after")).is(200);
        worksAsBefore();
        assertThat(new EarlierBuild(linklog.root()).differences(api))
                .as("links of an earlier build, built again from its log")
                .isEmpty();
    }

    private List<String> makeLinks() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            lines.append(link("https://example.org/replay/" + i)
                            .set("tags", object().arrayNode().add("replay"))
                            .toString())
                    .append('\n');
        }
        List<String> codes = Batches.codes(Batches.send(api, lines.toString()));
        api.edit(codes.get(0), object().put("title", "edited")).is(200);
        api.delete(LINKS + "/" + codes.get(1)).is(204);
        // the lists lag behind the log; wait until they have caught up
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(linklog.cli()
                                .run("export", "--format", "urls")
                                .is(0)
                                .out())
                        .contains("https://example.org/replay/999"));
        return codes;
    }

    private void worksAsBefore() {
        String tag = freshSlug("replayed");
        String slug = freshSlug("replayed");
        api.create(link("https://example.org/replayed")
                        .put("customSlug", slug)
                        .set("tags", object().arrayNode().add(tag)))
                .is(201);
        api.get("/" + slug).is(302);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.get(LINKS + "?tag=" + tag)
                                .is(200)
                                .json()
                                .path("data")
                                .findValuesAsText("shortCode"))
                        .containsExactly(slug));
        api.get(LINKS + "/" + slug + "/history").is(200);
    }

    /** Reads links, lists and histories continuously and records every wrong answer. */
    private final class Readers implements AutoCloseable {
        private final AtomicBoolean stopping = new AtomicBoolean();
        private final AtomicInteger reads = new AtomicInteger();
        private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
        private final List<Thread> threads = new ArrayList<>();

        Readers(List<String> codes) {
            for (int reader = 0; reader < 2; reader++) {
                int first = reader;
                Thread thread = new Thread(() -> readOn(codes, first), "reader-" + reader);
                thread.start();
                threads.add(thread);
            }
        }

        private void readOn(List<String> codes, int first) {
            for (int i = first; !stopping.get(); i++) {
                int number = i % codes.size();
                String code = codes.get(number);
                boolean deleted = number == 1;
                read("/" + code, deleted ? 410 : 302);
                if (i % 10 == 0) {
                    read(LINKS + "/" + code, 200);
                    read(LINKS + "/" + code + "/history", 200);
                    read(LINKS + "?tag=replay&limit=20", 200);
                }
                // some ten reads a second: each is a visit, which every later recount and replay reads again
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }

        private void read(String path, int wanted) {
            try {
                Answer answer = api.get(path);
                if (answer.status() != wanted
                        || path.contains("tag=") && answer.json().path("data").size() != 20) {
                    failures.add(path + " " + answer);
                }
            } catch (RuntimeException e) {
                failures.add(path + " " + e);
            }
            reads.incrementAndGet();
        }

        /** Waits for more reads. */
        void goOn() {
            int before = reads.get();
            await().atMost(PATIENCE).until(() -> reads.get() > before + 100);
        }

        @Override
        public void close() throws InterruptedException {
            stopping.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).as("failed reads of %s", reads).isEmpty();
        }
    }
}
