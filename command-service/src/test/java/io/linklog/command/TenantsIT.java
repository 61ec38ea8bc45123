package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.command.RunningService.Reply;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.mesh.domains.Domain;
import io.linklog.mesh.domains.DomainCheck;
import io.linklog.mesh.domains.DomainStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.schemas.names.ShortCodes;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tenants at two instances: a command is its tenant's, in the log, in memory and in every answer. */
class TenantsIT {

    private static final String LINKS = "/api/v1/links";
    private static final String STATUS = "/api/v1/commands/";

    @TempDir
    private static Path folder;

    private static InMemoryTopology topology;
    private static RunningService service;
    private static RunningService other;
    private static IssuedKeys keys;
    private static KeyText red;
    private static KeyText blue;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        keys = new IssuedKeys(stack);
        red = keys.issue("red", Role.ADMIN);
        blue = keys.issue("blue", Role.ADMIN);
        topology = new InMemoryTopology(stack);
        service = start(stack, "tenants-1", "5");
        other = start(stack, "tenants-2", "6");
        for (RunningService instance : List.of(service, other)) {
            for (KeyText key : List.of(red, blue)) {
                await().until(() ->
                        send(instance, "GET", "/api/v1/nothing", null, key).status() == 404);
            }
        }
    }

    private static RunningService start(LocalStack stack, String id, String replyPartition) throws Exception {
        return new RunningService(
                stack,
                Map.of(
                        "LINKLOG_INSTANCE_ID",
                        id,
                        "LINKLOG_REPLY_PARTITION",
                        replyPartition,
                        "LINKLOG_API_KEYS",
                        "required",
                        "LINKLOG_STATE_DIR",
                        folder.resolve(id).toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable opened : new AutoCloseable[] {other, service, topology, keys}) {
            if (opened != null) {
                opened.close();
            }
        }
    }

    private static Reply send(
            RunningService instance, String method, String path, String body, KeyText key, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("X-Api-Key", key.reveal()));
        return instance.send(method, path, "application/json", body, all.toArray(String[]::new));
    }

    private static Reply create(KeyText key, String body, String... headers) {
        return send(service, "POST", LINKS, body, key, headers);
    }

    private static String slug() {
        return "s" + UUID.randomUUID().toString().substring(0, 12);
    }

    private static String link(String slug) {
        return "{\"longUrl\": \"https://example.org/" + slug + "\", \"customSlug\": \"" + slug + "\"}";
    }

    @Test
    void everyKindOfCommandCarriesTheTenantOfItsKey() {
        String slug = slug();
        assertThat(create(red, link(slug)).status()).isEqualTo(201);
        String path = LINKS + "/" + slug;
        assertThat(send(service, "PATCH", path, "{\"title\": \"red\"}", red).status())
                .isEqualTo(200);
        assertThat(send(service, "DELETE", path, null, red).status()).isEqualTo(204);
        assertThat(send(service, "POST", path + "/restore", null, red).status()).isEqualTo(200);
        String batched = slug();
        Reply batch = service.send(
                "POST", LINKS + "/batch", "application/x-ndjson", link(batched), "X-Api-Key", red.reveal());
        assertThat(batch.response().body()).contains("\"status\":201");
        assertThat(topology.links().stream()
                        .filter(stored ->
                                List.of(slug, batched).contains(stored.getLink().getCode()))
                        .map(stored -> stored.getLink().getTenant()))
                .containsExactly("red", "red");
    }

    @Test
    void aChangeOfAnothersLinkIsAnsweredAsOfACodeThatNobodyHas() {
        String taken = slug();
        create(red, link(taken));
        String deleted = slug();
        create(red, link(deleted));
        send(service, "DELETE", LINKS + "/" + deleted, null, red);
        for (String code : List.of(taken, deleted)) {
            String free = slug();
            for (String ifMatch : new String[] {"*", "\"1\"", "\"7\""}) {
                for (String call : List.of("PATCH ", "DELETE ", "POST /restore")) {
                    assertThat(answer(call, code, ifMatch)).isEqualTo(answer(call, free, ifMatch));
                }
            }
        }
    }

    /** Status, names of headers and body of a call of blue, without what differs between any two calls. */
    private static String answer(String call, String code, String ifMatch) {
        String method = call.substring(0, call.indexOf(' '));
        String body = method.equals("PATCH") ? "{\"title\": \"mine\"}" : null;
        Reply reply = send(
                service,
                method,
                LINKS + "/" + code + call.substring(method.length() + 1),
                body,
                blue,
                "If-Match",
                ifMatch);
        assertThat(reply.status()).isEqualTo(404);
        return reply.response().headers().map().keySet()
                + reply.response().body().replace(code, "CODE");
    }

    @Test
    void anothersSlugIsTakenAndNothingElseIsSaidOfIt() {
        String slug = slug();
        create(red, link(slug));
        Reply taken = create(blue, link(slug));
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.json().path("detail").asText()).isEqualTo(ShortCodes.takenMessage(slug));
        assertThat(taken.json().size()).isEqualTo(create(red, link(slug)).json().size());
        assertThat(create(blue, link(slug).replace("}", ", \"findIfExists\": true}"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aLinkOnADomainOfTheTenantIsAnotherLinkThanTheSameCodeElsewhere() throws Exception {
        String domain = slug() + ".example.org";
        String slug = slug();
        String onDomain = link(slug).replace("}", ", \"domain\": \"" + domain + "\"}");
        try (Etcd etcd = new Etcd(
                EtcdSettings.of(URI.create(SharedStack.with(Server.ETCD).etcdEndpoint())))) {
            assertThat(create(red, onDomain).status()).as("before it is added").isEqualTo(400);
            etcd.await(new DomainStore(etcd, DomainCheck.NONE, InstantSource.system())
                    .add(domain, "red", Domain.Targets.NONE));
            await().untilAsserted(
                            () -> assertThat(create(red, onDomain).status()).isIn(201, 409));
        }
        Reply another = create(blue, onDomain);
        assertThat(another.status()).as("of another tenant").isEqualTo(400);
        assertThat(another.response().body())
                .isEqualTo(create(blue, onDomain.replace(domain, "none.example.org"))
                        .response()
                        .body());
        assertThat(create(red, onDomain).status()).isEqualTo(409);
        Reply elsewhere = create(blue, link(slug));
        assertThat(elsewhere.status()).as("on the default domain").isEqualTo(201);
        assertThat(elsewhere.json().has("domain")).isFalse();

        String path = LINKS + "/" + slug + "?domain=" + domain;
        Reply edited = send(service, "PATCH", path, "{\"title\": \"red\"}", red);
        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.json().path("domain").asText()).isEqualTo(domain);
        assertThat(edited.json().path("shortUrl").asText())
                .contains("//" + domain)
                .endsWith("/" + slug);
        assertThat(send(service, "DELETE", path, null, blue).status()).isEqualTo(404);
        assertThat(send(service, "DELETE", path, null, red).status()).isEqualTo(204);
        assertThat(create(red, link(slug()).replace("https://example.org/", "http://" + domain + ":81/"))
                        .status())
                .as("a target on a domain of ours is a loop")
                .isEqualTo(400);
    }

    @Test
    void findIfExistsFindsLinksOfTheTenantOnly() {
        String body = "{\"longUrl\": \"https://example.org/" + slug() + "\", \"findIfExists\": true}";
        Reply reds = create(red, body);
        Reply blues = create(blue, body);
        assertThat(List.of(reds.status(), blues.status())).containsExactly(201, 201);
        for (Reply made : List.of(reds, blues)) {
            Reply found = create(made == reds ? red : blue, body);
            assertThat(found.status()).isEqualTo(200);
            assertThat(found.json().path("shortCode")).isEqualTo(made.json().path("shortCode"));
        }
    }

    @Test
    void anIdempotencyKeyOfAnotherTenantIsAnotherKey() {
        String body = "{\"longUrl\": \"https://example.org/" + slug() + "\"}";
        String key = slug();
        Reply reds = create(red, body, "Idempotency-Key", key);
        Reply blues = create(blue, body, "Idempotency-Key", key);
        assertThat(List.of(reds.status(), blues.status())).containsExactly(201, 201);
        assertThat(blues.json().path("shortCode")).isNotEqualTo(reds.json().path("shortCode"));
        assertThat(create(blue, "{\"longUrl\": \"https://example.org/\"}", "Idempotency-Key", key)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void theStatusOfAnothersCommandIsUnknownWhereverItIsKeptAndHoweverItIsKeyed() {
        List<String> decided = new ArrayList<>();
        decided.add(create(red, link(slug())).commandId());
        decided.add(create(red, "{\"longUrl\": \"https://example.org/\"}").commandId());
        decided.forEach(id -> assertStatus(id, "accepted"));
        topology.hold();
        try {
            assertStatus(create(red, link(slug()), "Prefer", "respond-async").commandId(), "pending");
            assertStatus(
                    create(red, "{\"longUrl\": \"https://example.org/\"}", "Prefer", "respond-async")
                            .commandId(),
                    "pending");
        } finally {
            topology.resume();
        }
    }

    /** At the instance that has written the command, and at one that reads it in the log. */
    private static void assertStatus(String id, String expected) {
        String unknown = id.substring(0, id.length() - 4) + (id.endsWith("0000") ? "1111" : "0000");
        for (RunningService instance : List.of(service, other)) {
            Reply reds = status(instance, id, red);
            assertThat(reds.json().path("status").asText()).isEqualTo(expected);
            Reply blues = status(instance, id, blue);
            assertThat(blues.status()).isEqualTo(404);
            assertThat(blues.response().body())
                    .isEqualTo(status(instance, unknown, blue).response().body());
        }
    }

    /** Asks again where the log could not be read in time: the first reader of a busy machine is slow. */
    private static Reply status(RunningService instance, String id, KeyText key) {
        return await().until(() -> send(instance, "GET", STATUS + id, null, key), reply -> reply.status() != 503);
    }
}
