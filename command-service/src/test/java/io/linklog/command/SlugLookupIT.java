package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.command.RunningService.Reply;
import io.linklog.command.reads.QueryClient;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.http.Deadline;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteStore;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.names.ShortCodes;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A create with a slug, by the answers of a stand-in for query-service. The acceptance tests use the real one. */
class SlugLookupIT {

    // more than a busy machine needs, so only intended delays are late
    private static final Map<String, String> SETTINGS =
            Map.of("LINKLOG_SLUG_WAIT", "3s", "LINKLOG_SLUG_ANY_SCRIPT", "on", "LINKLOG_SLUG_IGNORE_CASE", "on");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static LocalStack stack;
    private static InMemoryTopology topology;
    private static PlayedReader reader;
    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        topology = new InMemoryTopology(stack);
        reader = new PlayedReader(stack, "played-1", "1");
        service = new RunningService(stack, SETTINGS);
        await().atMost(PATIENCE).until(() -> {
            create(newSlug());
            return !reader.asked.isEmpty();
        });
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable opened : new AutoCloseable[] {service, reader, topology}) {
            if (opened != null) {
                opened.close();
            }
        }
    }

    @BeforeEach
    void aReaderThatIsWellAndBelieved() {
        reader.reading = PlayedReader.NOT_FOUND;
        // wait until a breaker or an ejection of an earlier test ends
        await().atMost(PATIENCE).until(() -> {
            String slug = newSlug();
            return create(slug).status() == 201 && reader.asked.containsKey(slug);
        });
    }

    @Test
    void aSlugThatIsKnownIsRefusedWithoutACommand() {
        reader.reading = PlayedReader.FOUND;
        String slug = newSlug();
        Reply refused = create(slug);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(refused.json().path("type").asText()).isEqualTo("urn:linklog:problem:slug-taken");
        assertThat(refused.json().path("detail").asText()).isEqualTo(ShortCodes.takenMessage(slug));
        assertThat(refused.commandId()).isEmpty();

        reader.reading = PlayedReader.NOT_FOUND;
        assertThat(create(newSlug()).status()).isEqualTo(201); // later than every earlier command
        assertThat(topology.seen())
                .noneMatch(record ->
                        record.value().getBody() instanceof CreateLink body && slug.equals(body.getCustomSlug()));
    }

    @Test
    void aSlugThatIsNotKnownIsDecidedByTheLogForWhatIsReadMayBeLate() {
        String slug = newSlug();
        assertThat(create(slug).status()).isEqualTo(201);
        Reply second = create(slug);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.commandId()).isNotEmpty();
    }

    @Test
    void aSlugIsAskedForAndStoredInItsOneForm() {
        String slug = newSlug() + ".a+b&c~";
        Reply created = create(slug.toUpperCase(Locale.ROOT));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("shortCode").asText()).isEqualTo(slug);
        assertThat(reader.asked).containsKey(slug);
        assertThat(create(slug).status()).isEqualTo(409);

        String umlaut = newSlug() + "-gr\u00f6\u00dfe";
        Reply decomposed = create(Normalizer.normalize(umlaut, Normalizer.Form.NFD));
        assertThat(decomposed.status()).isEqualTo(201);
        assertThat(decomposed.json().path("shortCode").asText()).isEqualTo(umlaut);
        String encoded = umlaut.replace("\u00f6", "%C3%B6").replace("\u00df", "%C3%9F");
        assertThat(decomposed.json().path("shortUrl").asText()).endsWith("/" + encoded);
        assertThat(decomposed.header("Location")).isEqualTo("/api/v1/links/" + encoded);
        assertThat(reader.asked).containsKey(umlaut);

        Reply refused = create("p\u0430ypal");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().toString()).contains("/customSlug", "of one script");
    }

    @Test
    void underAKeyNobodyIsAskedSoThatARepeatGetsWhatTheFirstOneGot() {
        reader.reading = PlayedReader.FOUND;
        String slug = newSlug();
        String key = newSlug();
        assertThat(create(slug, "Idempotency-Key", key).status()).isEqualTo(201);
        assertThat(create(slug, "Idempotency-Key", key).status()).isEqualTo(201);
        assertThat(reader.asked).doesNotContainKey(slug);
    }

    @Test
    void withFindIfExistsNobodyIsAskedForTheLinkMayBeTheOneThatIsLookedFor() {
        reader.reading = PlayedReader.FOUND;
        String slug = newSlug();
        String body = "{\"longUrl\": \"https://example.org/" + slug + "\", \"findIfExists\": true, \"customSlug\": \""
                + slug + "\"}";
        assertThat(service.post("/api/v1/links", body).status()).isEqualTo(201);
        assertThat(service.post("/api/v1/links", body).status()).isEqualTo(200);
        assertThat(reader.asked).doesNotContainKey(slug);
    }

    @Test
    void whoDoesNotWaitIsNotKeptWaiting() {
        reader.reading = PlayedReader.FOUND;
        String slug = newSlug();
        assertThat(create(slug, "Prefer", "respond-async").status()).isEqualTo(202);
        assertThat(reader.asked).doesNotContainKey(slug);
    }

    @Test
    void nobodyIsAskedWithoutASlugNorForALineOfABatch() {
        reader.asked.clear();
        assertThat(service.post("/api/v1/links", "{\"longUrl\": \"https://example.org/\"}")
                        .status())
                .isEqualTo(201);
        Reply batch = service.send("POST", "/api/v1/links/batch", "application/x-ndjson", body(newSlug()));
        assertThat(batch.json().path("status").asInt()).isEqualTo(201);
        assertThat(reader.asked).isEmpty();
    }

    @Test
    void whateverIsNoAnswerLeavesTheCreateToTheLog() {
        for (PlayedReader.Reading reading :
                new PlayedReader.Reading[] {PlayedReader.STRANGER, PlayedReader.ERROR, PlayedReader.NO_WORD}) {
            reader.reading = reading;
            assertThat(create(newSlug()).status()).isEqualTo(201);
        }
        reader.reading = (exchange, slug) -> Thread.sleep(PATIENCE.toMillis()); // until the server is closed
        assertThat(create(newSlug()).status()).isEqualTo(201);
    }

    @Test
    void whenItFailsAgainAndAgainTheBreakerOpensAndCreatesGoOn() throws Exception {
        reader.reading = PlayedReader.ERROR;
        await().atMost(PATIENCE).until(() -> {
            assertThat(create(newSlug()).status()).isEqualTo(201);
            return metrics().contains("linklog_mesh_requests_seconds_count{outcome=\"breaker_open\"");
        });
        assertThat(metrics())
                .contains("linklog_mesh_breaker_state{operation=\"find-link\",service=\"query-service\"}")
                .contains("linklog_slug_lookups_total{outcome=\"unanswered\"}");
    }

    @Test
    void everythingAboutTheCallsIsOnTheAdminPort() throws Exception {
        assertThat(metrics().lines().map(line -> line.replaceFirst("[ {].*", "")))
                .contains(
                        "linklog_mesh_requests_seconds_count",
                        "linklog_mesh_in_flight",
                        "linklog_mesh_attempts_total",
                        "linklog_mesh_retries_total",
                        "linklog_mesh_retries_refused_total",
                        "linklog_mesh_ejections_total",
                        "linklog_mesh_breaker_state",
                        "linklog_registry_instances",
                        "linklog_slug_lookups_total");
    }

    @Test
    void theDeadlineAndTheTraceTravel() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String slug = newSlug();
        create(slug, "traceparent", trace, Deadline.HEADER, "30000");
        assertThat(reader.asked.get(slug).getFirst("traceparent")).isEqualTo(trace);
        assertThat(Integer.parseInt(reader.asked.get(slug).getFirst(Deadline.HEADER)))
                .isBetween(0, 3_000);
    }

    @Test
    void aVersionThatTheRouteHoldsBackIsNotAsked() throws Exception {
        try (Etcd etcd = new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())));
                PlayedReader canary = new PlayedReader(stack, "played-2", "2")) {
            RouteStore routes = new RouteStore(etcd);
            etcd.await(routes.put(Route.only(QueryClient.SERVICE, "2"), Etcd.ABSENT));
            await().atMost(PATIENCE).until(() -> create(newSlug()).status() == 201 && !canary.asked.isEmpty());
            etcd.await(routes.put(Route.only(QueryClient.SERVICE, "1"), revision(routes)));
            await().atMost(PATIENCE).until(() -> {
                canary.asked.clear();
                for (int i = 0; i < 20; i++) {
                    create(newSlug());
                }
                return canary.asked.isEmpty();
            });
            etcd.await(routes.delete(QueryClient.SERVICE, revision(routes)));
        }
    }

    private static long revision(RouteStore routes) throws Exception {
        return routes.find(QueryClient.SERVICE).get().modRevision();
    }

    @Test
    void forACallerWhoseTimeIsOverNothingIsWritten() {
        String slug = newSlug();
        Reply late = create(slug, Deadline.HEADER, "0");
        assertThat(late.status()).isEqualTo(503);
        assertThat(late.json().path("detail").asText()).contains(Deadline.HEADER, "nothing was written");
        assertThat(create(slug).status()).isEqualTo(201);
    }

    private static Reply create(String slug, String... headers) {
        return service.post("/api/v1/links", body(slug), headers);
    }

    private static String body(String slug) {
        return "{\"longUrl\": \"https://example.org/\", \"customSlug\": \"" + slug + "\"}";
    }

    private static String newSlug() {
        return "s-" + UUID.randomUUID();
    }

    private static String metrics() throws Exception {
        return service.admin("/metrics").response().body();
    }
}
