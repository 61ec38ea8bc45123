package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.load.CountedVisits;
import io.linklog.acceptance.load.KeyedCreates;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.CommandMetrics;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The promises hold while processes die and servers hang. After each test everything runs again. */
@WholeSystem
@Isolated
@Order(10)
final class FaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Linklog linklog;
    private final Api api;

    FaultsIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @AfterEach
    void everythingRunsAgain() {
        Stream.concat(Linklog.SERVERS.stream(), Linklog.SERVICES.stream())
                .filter(linklog::runs)
                .forEach(linklog::resume);
        if (!linklog.allRun()) {
            linklog.up();
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> api.create(link("https://example.org/well-again")).is(201));
    }

    /** A link that was followed once, so query-service has cached it. */
    private String followed() {
        String code = api.create(link("https://example.org/cached")).is(201).member("shortCode");
        api.get("/" + code).is(302);
        return code;
    }

    private void createsAndFollows() {
        String code = api.create(link("https://example.org/goes-on")).is(201).member("shortCode");
        assertThat(api.get("/" + code).is(302).header("Location")).isEqualTo("https://example.org/goes-on");
    }

    @Test
    @Order(1)
    void oneLinkPerKeyAndOneCountPerVisitWhileEachServiceIsKilled() throws Exception {
        CountedVisits visits = new CountedVisits(api);
        KeyedCreates creates = new KeyedCreates(api);
        try (creates;
                visits) {
            for (String service : List.of("streams-topology", "command-service", "query-service", "projector")) {
                int before = creates.acknowledged();
                int visited = visits.answered();
                await().atMost(PATIENCE)
                        .until(() -> creates.acknowledged() > before + 10 && visits.answered() > visited + 50);
                linklog.kill(service);
                linklog.up();
            }
            int before = creates.acknowledged();
            await().atMost(PATIENCE).until(() -> creates.acknowledged() > before + 10);
        }
        creates.check(linklog);
        visits.check();
    }

    @Test
    @Order(2)
    void redirectsContinueAndCreatesFailFastWhileKafkaHangs() {
        String code = followed();
        linklog.suspend("kafka");

        Answer refused = api.create(link("https://example.org/kafka-away"), "Prefer", "wait=30")
                .isProblem(503);
        assertThat(refused.header("Retry-After")).isNotBlank();
        for (int i = 0; i < 20; i++) {
            api.get("/" + code).is(302);
        }
        assertThat(api.get(LINKS + "/" + code).is(200).member("shortCode")).isEqualTo(code);

        linklog.resume("kafka");
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(this::createsAndFollows);
    }

    @Test
    @Order(3)
    void cachedRedirectsAndCreatesContinueWithoutCassandraAndTheProjectorCatchesUp() {
        String code = followed();
        linklog.kill("cassandra");

        api.get("/" + code).is(302);
        createsAndFollows();
        String tag = freshSlug("away");
        String slug = freshSlug("away");
        api.create(link("https://example.org/meanwhile")
                        .put("customSlug", slug)
                        .set("tags", object().arrayNode().add(tag)))
                .is(201);
        api.get(LINKS + "?tag=" + tag).isProblem(503);

        linklog.up();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(api.get(LINKS + "?tag=" + tag)
                                .is(200)
                                .json()
                                .path("data")
                                .findValuesAsText("shortCode"))
                        .containsExactly(slug));
    }

    @Test
    @Order(4)
    void createsAndRedirectsContinueWithoutEtcd() {
        String code = followed();
        linklog.kill("etcd");

        for (int i = 0; i < 50; i++) {
            createsAndFollows();
        }
        api.get("/" + code).is(302);
    }

    @Test
    @Order(5)
    void everythingContinuesWithoutTheRegistry() {
        String code = followed();
        linklog.kill("registry");

        for (int i = 0; i < 20; i++) {
            createsAndFollows();
        }
        api.get("/" + code).is(302);
        api.delete(LINKS + "/" + code).is(204);
    }

    @Test
    @Order(6)
    void takenSlugIsRefusedEarlyAndWithoutQueryServiceByTheTopology() throws Exception {
        CommandMetrics metrics = new CommandMetrics(linklog);
        String slug = freshSlug("early");
        api.create(link("https://example.org/early").put("customSlug", slug)).is(201);
        String refusal = api.create(
                        link("https://example.org/late").put("customSlug", slug), "Idempotency-Key", freshSlug("key"))
                .isProblem(409)
                .member("detail");
        // the lookup has a short timeout and the machine may be busy, so one early refusal is enough
        Runnable untilAnsweredEarly = () -> {
            double before = metrics.sum("linklog_slug_lookups_total", "outcome=\"taken\"");
            await().atMost(PATIENCE).until(() -> {
                Answer refused = api.create(link("https://example.org/other").put("customSlug", slug))
                        .isProblem(409);
                assertThat(refused.member("detail")).isEqualTo(refusal);
                return metrics.sum("linklog_slug_lookups_total", "outcome=\"taken\"") > before;
            });
        };
        untilAnsweredEarly.run();

        linklog.kill("query-service");
        await().atMost(PATIENCE).until(() -> {
            List<CompletableFuture<Answer>> creates = Stream.generate(
                            () -> api.createLater(link("https://example.org/on").put("customSlug", freshSlug("on"))))
                    .limit(30)
                    .toList();
            creates.forEach(create -> create.join().is(201));
            api.create(link("https://example.org/other").put("customSlug", slug))
                    .isProblem(409);
            // first the breaker opens, then the registry has no instance left
            return metrics.sum("linklog_mesh_requests_seconds_count", "outcome=\"breaker_open\"") > 0
                    || metrics.sum("linklog_mesh_requests_seconds_count", "outcome=\"no_instances\"") > 0;
        });

        linklog.up();
        untilAnsweredEarly.run();
    }

    @Test
    @Order(7)
    void everyAcknowledgedLinkSurvivesAKillOfAllProcesses() throws Exception {
        KeyedCreates creates = new KeyedCreates(api);
        try (creates) {
            await().atMost(PATIENCE).until(() -> creates.acknowledged() > 50);
            Stream.of(List.of("edge", "edge-agent"), Linklog.SERVICES, Linklog.SERVERS)
                    .flatMap(List::stream)
                    .forEach(linklog::kill);
            assertThat(linklog.cli().run("status").is(1).out()).contains("dead");

            linklog.up();
            int before = creates.acknowledged();
            await().atMost(PATIENCE).until(() -> creates.acknowledged() > before + 10);
        }
        creates.check(linklog);
    }
}
