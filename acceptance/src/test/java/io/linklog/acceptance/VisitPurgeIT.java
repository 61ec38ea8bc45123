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
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.RawHttp;
import io.linklog.acceptance.system.WholeSystem;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Purged visits are gone, and neither a replay nor a recount brings them back. */
@WholeSystem
@Isolated
@Order(13)
final class VisitPurgeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
    private static final String ORPHANS = "/api/v1/visits/orphans";

    private final Linklog linklog;
    private final Api api;
    private final String slug = freshSlug("visited");
    private final String one = LINKS + "/" + slug;

    VisitPurgeIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void purgedVisitsOfALinkStayGoneAndLaterOnesCount() throws Exception {
        api.create(link("https://example.org/visited").put("customSlug", slug)).is(201);
        visit("/" + slug, 302, 3);
        awaitCount(api, one, "", 3);
        long all = totalOfAll();
        long purgedBefore = purged(reconciliation());

        linklog.cli().run("purge-visits", slug).is(0);
        awaitCount(api, one, "", 0);
        assertThat(totalOfAll()).as("the sums of all links keep what is purged").isGreaterThanOrEqualTo(all);
        Answer again = purge(api, one + "/visits").is(200);
        awaitEnd(again);
        visit("/" + slug, 302, 2);
        awaitCount(api, one, "", 2);

        assertThat(linklog.cli().run("replay").is(0).out()).contains("equal");
        awaitCount(api, one, "", 2);
        linklog.cli().run("recount", "--restart").is(0);
        awaitCount(api, one, "", 2);
        visit("/" + slug, 302, 1);
        awaitCount(api, one, "", 3);
        awaitReconciled(purgedBefore + 3);
    }

    @Test
    void purgedOrphanVisitsStayGone() throws Exception {
        Team team = team();
        String unknown = freshSlug("unknown");
        team.visit(unknown, 2);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(team.api.get(ORPHANS).is(200).text()).contains(unknown));
        team.cli.run("purge-visits", "--orphans").is(0);
        awaitCount(team.api, "/api/v1", "/orphans", 0);
        String later = freshSlug("unknown");
        awaitEnd(purge(team.api, ORPHANS).is(200));
        team.visit(later, 1);
        awaitCount(team.api, "/api/v1", "/orphans", 1);
        assertThat(team.api.get(ORPHANS).is(200).text()).contains(later).doesNotContain(unknown);

        assertThat(linklog.cli().run("replay").is(0).out()).contains("equal");
        awaitCount(team.api, "/api/v1", "/orphans", 1);
    }

    /** A tenant with a short domain: the orphan visits of {@code default} belong to other tests, too. */
    private record Team(Api api, Cli cli, String domain, RawHttp edge) {

        Answer get(String path) {
            return edge.send(
                    "GET /" + path + " HTTP/1.1\nHost: " + domain + "\nUser-Agent: " + FIREFOX
                            + "\nConnection: close\n\n",
                    new byte[0]);
        }

        void visit(String unknown, int times) {
            for (int i = 0; i < times; i++) {
                get(unknown).is(404);
            }
        }
    }

    private Team team() {
        String name = freshSlug("team");
        String key = api.adminKey(name).member("key");
        Team team = new Team(
                api.with(key),
                new Cli(linklog.root(), linklog.folder(), Map.of("LINKLOG_KEY", key)),
                name + ".example.org",
                new RawHttp(linklog.port("LINKLOG_EDGE_PORT")));
        team.api
                .sendJson(
                        "POST",
                        "/api/v1/domains",
                        object().put("domain", team.domain)
                                .put("baseTarget", "https://example.org/base")
                                .toString())
                .is(201);
        await().atMost(PATIENCE).until(() -> team.get("").status() == 302);
        return team;
    }

    private static Answer purge(Api api, String path) {
        return api.send("DELETE", path, BodyPublishers.noBody());
    }

    private void visit(String path, int status, int times) {
        for (int i = 0; i < times; i++) {
            api.get(path, "User-Agent", FIREFOX).is(status);
        }
    }

    private static void awaitEnd(Answer purged) {
        Instant until = Instant.parse(purged.member("until"));
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(until));
    }

    /** Both say so: totals and single visits. */
    private static void awaitCount(Api api, String path, String end, int count) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode stats = api.get(path + "/stats" + end).is(200).json();
            assertThat(stats.at("/total/human").asInt()).isEqualTo(count);
            assertThat(stats.path("data").isEmpty()).isEqualTo(count == 0);
            JsonNode visits = api.get(path + "/visits" + end).is(200).json().path("data");
            assertThat(visits).as("%s", visits).hasSize(count);
        });
    }

    private long totalOfAll() {
        return api.get("/api/v1/stats").is(200).json().at("/total/human").asLong();
    }

    private void awaitReconciled(long purged) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode account = reconciliation();
            assertThat(account.at("/settled").asBoolean()).as("%s", account).isTrue();
            assertThat(purged(account)).as("%s", account).isGreaterThanOrEqualTo(purged);
        });
    }

    private JsonNode reconciliation() {
        return api.get("/api/v1/stats/reconcile").is(200).json();
    }

    private static long purged(JsonNode account) {
        long sum = 0;
        for (JsonNode partition : account.path("partitions")) {
            sum += partition.path("purged").asLong();
        }
        return sum;
    }
}
