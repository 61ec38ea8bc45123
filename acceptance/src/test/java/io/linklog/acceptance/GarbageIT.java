package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.acceptance.load.Follower;
import io.linklog.acceptance.load.WrittenGarbage;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Log;
import io.linklog.acceptance.system.WholeSystem;
import io.linklog.schemas.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** No record of any bytes or size stops a partition, with and without the schema registry. */
@WholeSystem
@Isolated
@Order(9)
final class GarbageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The topics whose readers write dead letters. */
    private static final Set<String> WITH_LETTERS = Set.of("link-commands", "link-events", "visits", "visit-stats");

    private final Linklog linklog;
    private final Api api;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final String tag = freshSlug("behind");

    GarbageIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @AfterEach
    void theRegistryAnswersAgain() {
        linklog.resume("registry");
    }

    /** A fresh slug for each partition. */
    private static Map<Integer, String> slugs(int partitions) {
        Map<Integer, String> slugs = new TreeMap<>();
        while (slugs.size() < partitions) {
            String slug = freshSlug("behind");
            slugs.putIfAbsent(Topics.partition(slug, partitions), slug);
        }
        return slugs;
    }

    private void create(Collection<String> slugs) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (String slug : slugs) {
            answers.add(api.createLater(
                    link("https://example.org/" + slug)
                            .put("customSlug", slug)
                            .set("tags", object().arrayNode().add(tag)),
                    "Prefer",
                    "wait=30"));
        }
        answers.forEach(answer -> answer.join().is(201));
    }

    /** Follows links once they redirect; their visits are behind the garbage, too. */
    private void follow(Collection<String> slugs) {
        for (String slug : slugs) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(api.get("/" + slug).status()).isEqualTo(302));
        }
    }

    private Set<String> listed() {
        Set<String> codes = new TreeSet<>();
        for (JsonNode one :
                api.get(LINKS + "?limit=100&tag=" + tag).is(200).json().path("data")) {
            codes.add(one.path("shortCode").asText());
        }
        return codes;
    }

    private int visitRows(String slug) {
        return api.get(LINKS + "/" + slug + "/visits")
                .is(200)
                .json()
                .path("data")
                .size();
    }

    private long counted(String slug) {
        JsonNode total = api.get(LINKS + "/" + slug + "/stats").is(200).json().path("total");
        return total.path("human").asLong() + total.path("bot").asLong();
    }

    /** The codes of the slugs of which a stream has told a creation and a visit. */
    private static Set<String> told(Follower follower, Collection<String> slugs) {
        Map<String, Set<String>> types = follower.events().stream()
                .collect(Collectors.groupingBy(
                        event -> event.data().path("code").asText(),
                        Collectors.mapping(Follower.Event::type, Collectors.toSet())));
        return slugs.stream()
                .filter(slug -> types.getOrDefault(slug, Set.of()).containsAll(Set.of("link.created", "visit")))
                .collect(Collectors.toSet());
    }

    @Test
    @Order(1)
    void whatIsBehindGarbageComesThroughInEveryPartition() throws Exception {
        try (WrittenGarbage garbage = new WrittenGarbage(linklog, seed, WITH_LETTERS);
                Follower follower = new Follower(api, "");
                Log log = new Log(linklog)) {
            await().atMost(PATIENCE).until(() -> !follower.lastId().isEmpty());
            for (String topic : List.of("link-commands", "link-events", "visits", "visit-stats", "link-outcomes")) {
                garbage.writeEverywhere(topic, log.schemaId(topic + "-value"));
            }
            Collection<String> slugs =
                    slugs(garbage.partitions("link-commands")).values();
            create(slugs);
            follow(slugs);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(listed()).as("seed %d", seed).containsAll(slugs);
                assertThat(slugs).as("rows, seed %d", seed).allMatch(slug -> visitRows(slug) > 0);
                assertThat(slugs).as("counts, seed %d", seed).allMatch(slug -> counted(slug) > 0);
                assertThat(told(follower, slugs)).as("stream, seed %d", seed).containsAll(slugs);
            });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(garbage.withoutLetter())
                            .as("without dead letter, seed %d", seed)
                            .isEmpty());
            assertThat(follower.connections()).as("connections, seed %d", seed).isEqualTo(1);
        }
    }

    @Test
    @Order(2)
    void withoutTheRegistryOnlyThePartitionOfAnUnknownSchemaWaits() throws Exception {
        try (WrittenGarbage garbage = new WrittenGarbage(linklog, seed, WITH_LETTERS);
                Follower follower = new Follower(api, "")) {
            await().atMost(PATIENCE).until(() -> !follower.lastId().isEmpty());
            Map<Integer, String> slugs = slugs(garbage.partitions("link-commands"));
            int bad = slugs.size() / 2;
            linklog.suspend("registry");
            for (String topic : WITH_LETTERS) {
                garbage.writeOfUnknownSchema(topic, bad);
            }
            create(slugs.values()); // that of the bad partition, too: a command waits for some seconds only
            Map<Integer, String> others = new TreeMap<>(slugs);
            String held = others.remove(bad);
            follow(others.values());
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(listed()).containsAll(others.values());
                assertThat(others.values()).as("rows").allMatch(slug -> visitRows(slug) > 0);
                // totals have partitions of their own, and one of them waits
                assertThat(others.values()).as("counts").anyMatch(slug -> counted(slug) > 0);
                assertThat(told(follower, others.values())).as("stream").containsAll(others.values());
            });

            linklog.resume("registry");
            follow(List.of(held));
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(listed()).containsAll(slugs.values());
                assertThat(slugs.values()).as("counts").allMatch(slug -> counted(slug) > 0);
                assertThat(told(follower, slugs.values())).as("stream").containsAll(slugs.values());
                assertThat(garbage.withoutLetter()).as("without dead letter").isEmpty();
            });
        }
    }
}
