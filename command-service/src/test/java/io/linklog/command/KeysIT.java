package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.command.RunningService.Reply;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.http.ApiRoutes.ApiRoute;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service where every call needs a key. */
class KeysIT {

    private static final String LINKS = "/api/v1/links";
    private static final String LINK = "{\"longUrl\": \"https://example.org/\"}";
    private static final String NOT_OWNER = "urn:linklog:problem:not-owner, editor";
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    @TempDir
    private static Path folder;

    private static InMemoryTopology topology;
    private static RunningService service;
    private static IssuedKeys keys;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        keys = new IssuedKeys(stack);
        topology = new InMemoryTopology(stack);
        service = new RunningService(
                stack,
                Map.of(
                        "LINKLOG_INSTANCE_ID",
                        "with-keys",
                        "LINKLOG_API_KEYS",
                        "required",
                        "LINKLOG_STATE_DIR",
                        folder.toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        topology.close();
        keys.close();
    }

    /** A key that the service knows. */
    private static KeyText key(Role role) throws Exception {
        KeyText text = keys.issue(role);
        await().until(() -> send("GET", "/api/v1/nothing", null, text).status() == 404);
        return text;
    }

    private static Reply send(String method, String path, String body, KeyText key) {
        return service.send(method, path, "application/json", body, "X-Api-Key", key.reveal());
    }

    @Test
    void withoutAKeyEveryRouteAndMethodIsRefused() {
        for (ApiRoute route : ApiRoutes.ALL) {
            String path = route.path().replaceAll("\\{.*?}", "abc");
            for (String method : METHODS) {
                Reply reply = service.send(method, path, null, null);
                boolean isPublic = path.startsWith("/api/v1/openapi.") && method.equals("GET");
                assertThat(reply.status()).as(method + " " + path).isEqualTo(isPublic ? 421 : 401);
                assertThat(reply.header("WWW-Authenticate").isEmpty()).isEqualTo(isPublic);
            }
            assertThat(service.send("OPTIONS", path, null, null).status()).isEqualTo(204);
        }
    }

    @Test
    void anAuthorMakesLinksAndAReaderDoesNot() throws Exception {
        assertThat(send("POST", LINKS, LINK, key(Role.AUTHOR)).status()).isEqualTo(201);
        Reply refused = send("POST", LINKS, LINK, key(Role.READER));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("requiredRole").asText()).isEqualTo("author");
    }

    @Test
    void anAuthorChangesOnlyLinksOfItsOwnKeyAndAnEditorAll() throws Exception {
        KeyText ann = key(Role.AUTHOR);
        KeyText ben = key(Role.AUTHOR);
        String link = LINKS + "/"
                + send("POST", LINKS, LINK, ann).json().path("shortCode").asText();
        for (KeyText mayChange : List.of(ann, key(Role.EDITOR))) {
            assertThat(refusal(ben, "PATCH", link)).isEqualTo(NOT_OWNER);
            assertThat(send("PATCH", link, "{\"title\": \"" + mayChange.id() + "\"}", mayChange)
                            .status())
                    .isEqualTo(200);
            assertThat(refusal(ben, "DELETE", link)).isEqualTo(NOT_OWNER);
            assertThat(send("DELETE", link, null, mayChange).status()).isEqualTo(204);
            assertThat(refusal(ben, "POST", link + "/restore")).isEqualTo(NOT_OWNER);
            assertThat(send("POST", link + "/restore", null, mayChange).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void onlyAnAdminTakesALinkDownAndTheOwnerCannotUndoThat() throws Exception {
        KeyText ann = key(Role.AUTHOR);
        KeyText admin = key(Role.ADMIN);
        String link = LINKS + "/"
                + send("POST", LINKS, LINK, ann).json().path("shortCode").asText();
        String phishing = "{\"reason\": \"phishing\"}";
        for (KeyText key : List.of(ann, key(Role.EDITOR))) {
            for (String call : List.of("/takedown", "/reinstate")) {
                Reply refused = send("POST", link + call, call.equals("/takedown") ? phishing : null, key);
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.json().path("requiredRole").asText()).isEqualTo("admin");
            }
        }
        for (String body : List.of("{}", "{\"reason\": \" \"}", "{\"reason\": \"x\", \"status\": 404}", "[]")) {
            assertThat(send("POST", link + "/takedown", body, admin).status()).isEqualTo(400);
        }
        assertThat(send("POST", link + "/takedown", phishing, admin).status()).isEqualTo(204);
        assertThat(send("POST", link + "/takedown", phishing, admin).status()).isEqualTo(204);
        for (KeyText key : List.of(ann, admin)) {
            assertThat(send("PATCH", link, "{\"title\": \"x\"}", key)
                            .json()
                            .path("type")
                            .asText())
                    .isEqualTo("urn:linklog:problem:taken-down");
            assertThat(send("POST", link + "/restore", null, key).status()).isEqualTo(409);
            assertThat(send("DELETE", link, null, key).status()).isEqualTo(409);
        }
        Reply reinstated = send("POST", link + "/reinstate", null, admin);
        assertThat(reinstated.status()).isEqualTo(200);
        assertThat(reinstated.json().path("state").asText()).isEqualTo("ACTIVE");
        assertThat(reinstated.json().has("takedown")).isFalse();
        assertThat(send("PATCH", link, "{\"title\": \"x\"}", ann).status()).isEqualTo(200);
    }

    /** The type and the missing role of a problem that is answered 403, the same at each repeat. */
    private static String refusal(KeyText key, String method, String path) {
        String body = method.equals("PATCH") ? "{\"title\": \"another\"}" : null;
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Reply reply = service.send(
                    method, path, "application/json", body, "X-Api-Key", key.reveal(), "Idempotency-Key", "change");
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.json().path("detail").asText()).contains("by the key ");
            problems.add(reply.json().path("type").asText() + ", "
                    + reply.json().path("requiredRole").asText());
        }
        assertThat(problems.get(1)).isEqualTo(problems.get(0));
        return problems.get(0);
    }

    @Test
    void anAdminMakesListsRotatesAndRevokesKeysOfItsTenant() throws Exception {
        KeyText admin = key(Role.ADMIN);
        assertThat(send("GET", "/api/v1/keys", null, key(Role.EDITOR)).status()).isEqualTo(403);
        Reply created =
                send("POST", "/api/v1/keys", "{\"name\": \"ci\", \"role\": \"author\", \"limit\": \"20/s\"}", admin);
        assertThat(created.status()).as(created.response().body()).isEqualTo(201);
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        KeyText made = KeyText.parse(created.json().path("key").asText()).orElseThrow();
        keys.removeAtEnd(made.id());
        assertThat(created.header("Location")).isEqualTo("/api/v1/keys/" + made.id());
        await().until(() -> send("POST", LINKS, LINK, made).status() == 201);

        Reply shown = send("GET", created.header("Location"), null, admin);
        assertThat(shown.json().path("limit").asText()).isEqualTo("20/s");
        assertThat(shown.json().has("key")).isFalse();
        Reply list = send("GET", "/api/v1/keys", null, admin);
        assertThat(list.json().path("data").findValuesAsText("id")).contains(made.id(), admin.id());
        assertThat(list.response().body()).doesNotContain("llk_");

        Reply rotated = send("POST", "/api/v1/keys/" + made.id() + "/rotate", "{\"graceSeconds\": 0}", admin);
        KeyText next = KeyText.parse(rotated.json().path("key").asText()).orElseThrow();
        assertThat(next.id()).isEqualTo(made.id());
        await().until(() -> send("POST", LINKS, LINK, made).status() == 401);
        assertThat(send("POST", LINKS, LINK, next).status()).isEqualTo(201);

        assertThat(service.send("DELETE", "/api/v1/keys/" + made.id(), null, null, "X-Api-Key", admin.reveal())
                        .status())
                .isEqualTo(204);
        await().until(() -> send("POST", LINKS, LINK, next).status() == 401);
        assertThat(send("POST", "/api/v1/keys/" + made.id() + "/rotate", "{}", admin)
                        .status())
                .isEqualTo(409);
    }

    @Test
    void anAdminOfAnotherTenantSeesAndMakesOnlyItsOwnKeys() throws Exception {
        KeyText system = key(Role.ADMIN);
        Reply created = send(
                "POST", "/api/v1/keys", "{\"name\": \"first\", \"role\": \"admin\", \"tenant\": \"team-a\"}", system);
        KeyText admin = KeyText.parse(created.json().path("key").asText()).orElseThrow();
        keys.removeAtEnd(admin.id());
        await().until(() -> send("GET", "/api/v1/keys", null, admin).status() == 200);
        assertThat(send("GET", "/api/v1/keys", null, admin).json().path("data").findValuesAsText("tenant"))
                .containsOnly("team-a");
        for (String path : List.of("/api/v1/keys/" + system.id(), "/api/v1/keys/unknown")) {
            assertThat(send("GET", path, null, admin).status()).isEqualTo(404);
            assertThat(service.send("DELETE", path, null, null, "X-Api-Key", admin.reveal())
                            .status())
                    .isEqualTo(404);
            assertThat(send("POST", path + "/rotate", "{}", admin).status()).isEqualTo(404);
        }
        String foreign = "{\"name\": \"x\", \"role\": \"reader\", \"tenant\": \"default\"}";
        Reply refused = send("POST", "/api/v1/keys", foreign, admin);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("requiredRole").asText()).isEqualTo("admin of the tenant default");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"name\": \"x\"}",
                "{\"name\": \"x\", \"role\": \"owner\"}",
                "{\"name\": \" \", \"role\": \"reader\"}",
                "{\"name\": \"x\", \"role\": \"reader\", \"tenant\": \"No\"}",
                "{\"name\": \"x\", \"role\": \"reader\", \"limit\": \"fast\"}",
                "{\"name\": \"x\", \"role\": \"reader\", \"expiresAt\": \"2020-01-01T00:00:00Z\"}",
                "{\"name\": \"x\", \"role\": \"reader\", \"secret\": \"mine\"}"
            })
    void aKeyThatIsNotValidIsRefused(String body) throws Exception {
        Reply reply = send("POST", "/api/v1/keys", body, key(Role.ADMIN));
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(400);
        assertThat(reply.json().path("detail").asText()).isNotBlank();
    }

    @Test
    void aBatchEndsWhenItsKeyIsRevoked() throws Exception {
        KeyText key = key(Role.AUTHOR);
        try (RawHttp http = new RawHttp(service.port)) {
            http.send("POST /api/v1/links/batch HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + key.reveal()
                    + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
            String line = LINK + "\n";
            http.send(Integer.toHexString(line.length()) + "\r\n" + line + "\r\n");
            assertThat(http.readUntil("}\n")).contains("\"status\":201");
            keys.revoke(key);
            await().until(() -> service.admin("/metrics").response().body().contains("linklog_batches_running 0.0"));
        }
        assertThat(send("POST", LINKS, LINK, key).status()).isEqualTo(401);
    }

    @Test
    void slowBatchesOfOneKeyLeavePlacesForAnother() throws Exception {
        KeyText slow = key(Role.AUTHOR);
        KeyText other = key(Role.AUTHOR);
        List<RawHttp> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) { // half of LINKLOG_BATCHES
                RawHttp http = new RawHttp(service.port);
                idle.add(http);
                http.send("POST /api/v1/links/batch HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + slow.reveal()
                                + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .send(Integer.toHexString(LINK.length() + 1) + "\r\n" + LINK + "\n\r\n")
                        .readUntil("}\n");
            }
            Reply refused = batch(slow);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.response().body()).contains("too-many-at-once", "4 of the 8 batches");
            for (int i = 0; i < 10; i++) {
                assertThat(batch(other).status()).isEqualTo(200);
            }
            assertThat(send("POST", LINKS, LINK, slow).status()).isEqualTo(201);
        } finally {
            for (RawHttp http : idle) {
                http.close();
            }
        }
        await().until(() -> batch(slow).status() == 200);
    }

    private static Reply batch(KeyText key) {
        return service.send("POST", LINKS + "/batch", "application/x-ndjson", LINK + "\n", "X-Api-Key", key.reveal());
    }

    @Test
    void aKeyWithALimitIsTold429WhenItsCallsAreOver() throws Exception {
        KeyText admin = key(Role.ADMIN);
        Reply created =
                send("POST", "/api/v1/keys", "{\"name\": \"few\", \"role\": \"author\", \"limit\": \"6/m\"}", admin);
        KeyText few = KeyText.parse(created.json().path("key").asText()).orElseThrow();
        keys.removeAtEnd(few.id());
        await().until(() -> send("GET", "/api/v1/nothing", null, few).status() == 404);
        Reply batch = service.send(
                "POST", LINKS + "/batch", "application/x-ndjson", (LINK + "\n").repeat(6), "X-Api-Key", few.reveal());
        assertThat(batch.response().body().lines()).hasSize(6).allMatch(line -> line.contains("\"status\":201"));
        Reply refused = send("POST", LINKS, LINK, few);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"writes\";q=6;w=60");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 10);
    }

    @Test
    void theAgeOfTheKeysIsAMetric() throws Exception {
        assertThat(service.admin("/metrics").response().body())
                .contains("# HELP linklog_keys_age_seconds Time since")
                .containsPattern("\nlinklog_keys_age_seconds \\d")
                .doesNotContain("llk_");
    }
}
