package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.load.CountedVisits;
import io.linklog.acceptance.load.Follower;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Event streams through the edge. */
@WholeSystem
@Isolated
@Order(10)
final class LiveIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Linklog linklog;
    private final Api api;

    LiveIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void streamsTheEventsOfALinkFromCreateToDelete() throws Exception {
        String slug = freshSlug("live");
        try (Follower follower = new Follower(api, "?code=" + slug)) {
            await().atMost(PATIENCE).until(() -> !follower.lastId().isEmpty());
            api.create(link("https://example.org/live").put("customSlug", slug)).is(201);
            api.edit(slug, object().put("title", "Seen at once")).is(200);
            awaitTypes(follower, "link.created", "link.edited");
            api.get("/" + slug).is(302);
            awaitTypes(follower, "link.created", "link.edited", "visit");
            api.delete(LINKS + "/" + slug).is(204);
            awaitTypes(follower, "link.created", "link.edited", "visit", "link.deleted");
            assertThat(follower.events().get(1).data().at("/data/link/title").asText())
                    .isEqualTo("Seen at once");
            assertThat(follower.events().get(2).data().at("/code").asText()).isEqualTo(slug);
        }
    }

    @Test
    void reconnectingClientGetsEachVisitOnceEvenWhenQueryServiceIsKilled() throws Exception {
        try (Follower follower = new Follower(api, "?types=visit")) {
            await().atMost(PATIENCE).until(() -> !follower.lastId().isEmpty());
            CountedVisits visits = new CountedVisits(api);
            try (visits) {
                for (int i = 0; i < 5; i++) {
                    untilMoreCame(follower);
                    follower.breakOff();
                }
                linklog.kill("query-service");
                linklog.up();
                untilMoreCame(follower);
            }
            await().atMost(PATIENCE).until(() -> visits.areAllAmong(names(follower, visits)));
            visits.check(names(follower, visits));
            assertThat(follower.events().stream().map(Follower.Event::id)).doesNotHaveDuplicates();
            assertThat(follower.refusals()).isEmpty();
            assertThat(follower.connections()).isGreaterThan(5);
        }
    }

    private static void untilMoreCame(Follower follower) {
        int before = follower.events().size();
        await().atMost(PATIENCE).until(() -> follower.events().size() > before + 20);
    }

    /**
     * The User-Agents of the received visits, one per id. A killed instance may log its last visits again; the log then
     * has them twice under the same id.
     */
    private static List<String> names(Follower follower, CountedVisits visits) {
        Map<String, String> byId = new TreeMap<>();
        for (Follower.Event event : follower.events()) {
            if (visits.codes().contains(event.data().at("/code").asText())) {
                byId.put(
                        event.data().at("/data/id").asText(),
                        event.data().at("/data/userAgent").asText());
            }
        }
        return List.copyOf(byId.values());
    }

    private static void awaitTypes(Follower follower, String... types) {
        await().atMost(PATIENCE)
                .until(() -> follower.events().stream()
                        .map(Follower.Event::type)
                        .toList()
                        .equals(List.of(types)));
    }
}
