package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Batches;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Commands that are repeated, batched, concurrent or asynchronous. */
@WholeSystem
@Order(1)
final class CommandsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Api api;

    CommandsIT(Linklog linklog) {
        this.api = linklog.api();
    }

    @Test
    void findsAnAsynchronousCommandByItsId() {
        String slug = freshSlug("async");
        Answer taken = api.create(link("https://example.org/async").put("customSlug", slug), "Prefer", "respond-async")
                .is(202);
        assertThat(taken.header("Preference-Applied")).isEqualTo("respond-async");
        assertThat(taken.member("status")).isEqualTo("pending");

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode command = api.get(taken.header("Location")).is(200).json();
            assertThat(command.path("status").asText()).isEqualTo("accepted");
            assertThat(command.path("httpStatus").asInt()).isEqualTo(201);
            assertThat(command.path("link").path("shortCode").asText()).isEqualTo(slug);
        });

        Answer refused = api.create(
                        link("https://example.org/async2").put("customSlug", slug), "Prefer", "respond-async")
                .is(202);
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode command = api.get(refused.header("Location")).is(200).json();
            assertThat(command.path("status").asText()).isEqualTo("rejected");
            assertThat(command.path("problem").path("status").asInt()).isEqualTo(409);
        });
        api.get("/api/v1/commands/01890000-0000-7000-8000-000000000000").isProblem(404);
        api.get("/api/v1/commands/nonsense").isProblem(404);
    }

    @Test
    void repeatUnderTheSameKeyReturnsTheSameLink() {
        String key = freshSlug("key");
        Answer first = api.create(link("https://example.org/keyed"), "Idempotency-Key", key)
                .is(201);
        Answer repeat = api.create(link("https://example.org/keyed"), "Idempotency-Key", key)
                .is(201);
        Answer quoted = api.create(link("https://example.org/keyed"), "Idempotency-Key", '"' + key + '"')
                .is(201);

        assertThat(repeat.json()).isEqualTo(first.json());
        assertThat(quoted.json()).isEqualTo(first.json());
        api.create(link("https://example.org/other"), "Idempotency-Key", key).isProblem(422);
        Answer withoutKey = api.create(link("https://example.org/keyed")).is(201);
        assertThat(withoutKey.member("shortCode")).isNotEqualTo(first.member("shortCode"));
    }

    @Test
    void appliesAKeyedEditAndDeleteOnce() {
        String slug = freshSlug("keyed");
        api.create(link("https://example.org/keyed").put("customSlug", slug)).is(201);
        String key = freshSlug("key");

        Answer edited = api.edit(slug, object().put("title", "once"), "Idempotency-Key", key)
                .is(200);
        Answer again = api.edit(slug, object().put("title", "once"), "Idempotency-Key", key)
                .is(200);
        assertThat(again.json()).isEqualTo(edited.json());
        api.delete(LINKS + "/" + slug, "Idempotency-Key", key).is(204);
        api.delete(LINKS + "/" + slug, "Idempotency-Key", key).is(204);
        api.delete(LINKS + "/" + slug).isProblem(410);
    }

    @Test
    void findIfExistsReturnsTheExistingLink() {
        String url = "https://example.org/find/" + freshSlug("u");
        Answer created = api.create(link(url).put("findIfExists", true)).is(201);
        // the index of URLs lags behind the log
        await().atMost(PATIENCE).untilAsserted(() -> {
            Answer found = api.create(link(url).put("findIfExists", true)).is(200);
            assertThat(found.member("shortCode")).isEqualTo(created.member("shortCode"));
        });

        String slug = freshSlug("find");
        api.create(link(url + "/slug").put("customSlug", slug).put("findIfExists", true))
                .is(201);
        api.create(link(url + "/slug").put("customSlug", slug).put("findIfExists", true))
                .is(200);
        api.create(link(url + "/else").put("customSlug", slug).put("findIfExists", true))
                .isProblem(409);
    }

    @Test
    void answersABatchLineByLine() {
        String slug = freshSlug("batch");
        String lines = link("https://example.org/b/1") + "\n"
                + link("https://example.org/b/2").put("customSlug", slug) + "\n"
                + "\n"
                + "{\"longUrl\": \"ftp://example.org/\"}\n"
                + "not json\n"
                + link("https://example.org/b/3").put("customSlug", slug);

        Answer answer = api.send(
                        "POST",
                        LINKS + "/batch",
                        BodyPublishers.ofString(lines),
                        "Content-Type",
                        "application/x-ndjson")
                .is(200);
        assertThat(answer.header("Content-Type")).startsWith("application/x-ndjson");
        List<JsonNode> results = Batches.results(answer);
        assertThat(results).extracting(one -> one.path("status").asInt()).containsExactly(201, 201, 400, 400, 409);
        assertThat(results).extracting(one -> one.path("line").asInt()).containsExactly(1, 2, 4, 5, 6);
        String code = results.get(0).path("link").path("shortCode").asText();
        assertThat(api.get("/" + code).is(302).header("Location")).isEqualTo("https://example.org/b/1");
    }

    @Test
    void repeatedBatchUnderAKeyReturnsTheSameLinks() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            lines.append(link("https://example.org/keyed-batch/" + i)).append('\n');
        }
        String key = freshSlug("batch");
        List<String> first = Batches.codes(Batches.send(api, lines.toString(), "Idempotency-Key", key));
        List<String> again = Batches.codes(Batches.send(api, lines.toString(), "Idempotency-Key", key));
        assertThat(first).hasSize(200).doesNotHaveDuplicates();
        assertThat(again).isEqualTo(first);
    }

    @Test
    void givesASlugToExactlyOneOfManyConcurrentCreates() {
        String slug = freshSlug("race");
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(api.createLater(
                    link("https://example.org/race/" + i).put("customSlug", slug), "Prefer", "wait=30"));
        }
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> winners = new ArrayList<>();
        for (CompletableFuture<Answer> later : answers) {
            Answer answer = later.join();
            statuses.merge(answer.status(), 1, Integer::sum);
            if (answer.status() == 201) {
                winners.add(answer.member("longUrl"));
            }
        }
        assertThat(statuses).isEqualTo(Map.of(201, 1, 409, 199));
        assertThat(api.get("/" + slug).is(302).header("Location")).isEqualTo(winners.get(0));
    }

    @Test
    void redirectsAsSoonAsACreateIsAcknowledged() throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(10);
        try {
            List<Callable<List<Integer>>> work = new ArrayList<>();
            for (int person = 0; person < 10; person++) {
                int mine = person;
                work.add(() -> {
                    List<Integer> statuses = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                        Answer created = api.create(
                                        link("https://example.org/at-once/" + mine + "/" + i), "Prefer", "wait=30")
                                .is(201);
                        statuses.add(api.get("/" + created.member("shortCode")).status());
                    }
                    return statuses;
                });
            }
            List<Integer> all = new ArrayList<>();
            for (Future<List<Integer>> done : people.invokeAll(work)) {
                all.addAll(done.get());
            }
            assertThat(all).hasSize(500);
            assertThat(new TreeSet<>(all)).containsExactly(302);
        } finally {
            people.shutdownNow();
        }
    }
}
