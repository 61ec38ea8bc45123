package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.command.RunningService.Reply;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.webhooks.control.HookRequest;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API of webhooks; webhooks' own tests see what they deliver. */
class WebhooksApiIT {

    private static final String HOOKS = "/api/v1/webhooks";
    private static final String HOOK = "{\"url\": \"https://hooks.example.org/in\"}";

    @TempDir
    private static Path folder;

    private static RunningService service;
    private static IssuedKeys keys;
    private static Etcd etcd;
    private static HookStore store;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        keys = new IssuedKeys(stack);
        etcd = new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())).within(Duration.ofSeconds(30)));
        store = new HookStore(etcd);
        service = new RunningService(
                stack,
                Map.of(
                        "LINKLOG_INSTANCE_ID",
                        "with-hooks",
                        "LINKLOG_API_KEYS",
                        "required",
                        "LINKLOG_STATE_DIR",
                        folder.toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        etcd.close();
        keys.close();
    }

    @AfterEach
    void removeHooks() throws Exception {
        for (HookStore.Stored each : etcd.await(store.list()).hooks()) {
            etcd.await(store.remove(each.hook().id()));
        }
    }

    private static KeyText admin(String tenant) throws Exception {
        KeyText text = keys.issue(tenant, Role.ADMIN);
        await().until(() -> send("GET", HOOKS, null, text).status() == 200);
        return text;
    }

    private static Reply send(String method, String path, String body, KeyText key) {
        String type = body == null ? null : "application/json";
        return service.send(method, path, type, body, "X-Api-Key", key.reveal());
    }

    private static Reply is(int status, Reply reply) {
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(status);
        return reply;
    }

    private static List<String> ids(KeyText key) {
        return is(200, send("GET", HOOKS, null, key)).json().path("data").findValuesAsText("id");
    }

    @Test
    void anAdminMakesPausesReplaysRotatesAndRemovesAWebhookOfItsTenant() throws Exception {
        KeyText admin = admin("team-a");
        Reply created = is(201, send("POST", HOOKS, HOOK, admin));
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        String one = created.header("Location");
        String id = created.json().path("id").asText();
        assertThat(one).isEqualTo(HOOKS + "/" + id);
        String secret = created.json().path("secret").asText();
        assertThat(secret).startsWith("whsec_");
        Hook stored = etcd.await(store.find(id)).orElseThrow();
        assertThat(stored.tenant()).isEqualTo("team-a");
        assertThat(stored.isGuarded()).isTrue();
        assertThat(stored.positions()).as("begins at the end of the log").isNotEmpty();

        Reply shown = is(200, send("GET", one, null, admin));
        assertThat(shown.json().path("madeBy").asText()).isEqualTo("api");
        assertThat(shown.json().path("types").toString())
                .contains("link.created")
                .doesNotContain("visit");
        assertThat(ids(admin)).containsExactly(id);
        assertThat(shown.response().body()).doesNotContain("whsec_");
        assertThat(send("GET", HOOKS, null, admin).response().body()).doesNotContain("whsec_");

        assertThat(state(send("POST", one + "/pause", null, admin))).isEqualTo("paused by the API");
        is(200, send("POST", one + "/replay", "{\"from\": \"beginning\"}", admin));
        assertThat(state(send("POST", one + "/resume", null, admin))).isEqualTo("active ");
        JsonNode deliveries =
                is(200, send("GET", one + "/deliveries", null, admin)).json();
        assertThat(deliveries.path("delivered").asLong()).isZero();
        assertThat(deliveries.path("deadLetters").isArray()).isTrue();

        Reply rotated = is(200, send("POST", one + "/rotate", null, admin));
        assertThat(rotated.json().path("secret").asText()).startsWith("whsec_").isNotEqualTo(secret);
        assertThat(rotated.json().path("secrets").asInt()).isEqualTo(2);
        for (int i = 0; i < Hook.MOST_SECRETS - 2; i++) {
            is(200, send("POST", one + "/rotate", "{}", admin));
        }
        is(409, send("POST", one + "/rotate", null, admin));
        Reply finished = is(200, send("POST", one + "/rotate", "{\"finish\": true}", admin));
        assertThat(finished.json().path("secrets").asInt()).isEqualTo(1);
        assertThat(finished.json().has("secret")).isFalse();
        assertThat(etcd.await(store.find(id)).orElseThrow().isGuarded()).isTrue();

        is(204, send("DELETE", one, null, admin));
        is(404, send("GET", one, null, admin));
        assertThat(ids(admin)).isEmpty();
    }

    private static String state(Reply reply) {
        JsonNode hook = is(200, reply).json();
        return hook.path("state").asText() + " " + hook.path("why").asText();
    }

    @Test
    void anotherTenantsWebhookIsAbsentAlsoForTheAdminOfTheSystem() throws Exception {
        KeyText admin = admin("team-a");
        KeyText system = admin("default");
        String foreign = is(201, send("POST", HOOKS, HOOK, admin)).header("Location");
        Hook before = etcd.await(store.list()).hooks().get(0).hook();
        for (String path : List.of(foreign, HOOKS + "/unknown", HOOKS + "/No%2Fid")) {
            is(404, send("GET", path, null, system));
            is(404, send("GET", path + "/deliveries", null, system));
            is(404, send("DELETE", path, null, system));
            for (String change : List.of("/pause", "/resume", "/rotate")) {
                is(404, send("POST", path + change, null, system));
            }
            is(404, send("POST", path + "/replay", "{\"from\": \"now\"}", system));
        }
        assertThat(ids(system)).isEmpty();
        assertThat(etcd.await(store.find(before.id()))).contains(before);
    }

    @Test
    void onlyAnAdminMayCall() throws Exception {
        KeyText editor = keys.issue("team-a", Role.EDITOR);
        await().until(() -> send("GET", "/api/v1/nothing", null, editor).status() == 404);
        assertThat(is(403, send("GET", HOOKS, null, editor))
                        .json()
                        .path("requiredRole")
                        .asText())
                .isEqualTo("admin");
        is(403, send("POST", HOOKS, HOOK, editor));
    }

    @Test
    void aTenantHasABoundedNumberOfWebhooksAndTheSystemToo() throws Exception {
        KeyText admin = admin("team-a");
        for (int i = 0; i < HookStore.MOST_OF_TENANT; i++) {
            is(201, send("POST", HOOKS, HOOK, admin));
        }
        Reply refused = is(409, send("POST", HOOKS, HOOK, admin));
        assertThat(refused.json().path("type").asText()).isEqualTo("urn:linklog:problem:webhook-conflict");
        assertThat(refused.json().path("detail").asText()).contains("This tenant has 8 webhooks");
        List<HookStore.Addition> additions = new ArrayList<>();
        for (int i = HookStore.MOST_OF_TENANT; i <= HookStore.MOST; i++) {
            additions.add(etcd.await(store.add(operatorsHook())));
        }
        assertThat(additions).endsWith(HookStore.Addition.FULL).containsOnlyOnce(HookStore.Addition.FULL);
        Reply full = is(409, send("POST", HOOKS, HOOK, admin("team-b")));
        assertThat(full.json().path("detail").asText()).contains("32 webhooks in the whole system");
    }

    private static Hook operatorsHook() {
        return new HookRequest(
                        "team-a",
                        Hook.Origin.OPERATOR,
                        "http://127.0.0.1:9000/",
                        HookRequest.USUAL_TYPES,
                        List.of(),
                        List.of())
                .toHook(HookRequest.randomId(), Instant.now());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"url\": 1}",
                "{\"url\": \"https://example.org/\", \"tenant\": \"default\"}",
                "{\"url\": \"https://example.org/\", \"madeBy\": \"operator\"}",
                "{\"url\": \"https://example.org/\", \"id\": \"mine\"}",
                "{\"url\": \"https://example.org/\", \"types\": []}",
                "{\"url\": \"https://example.org/\", \"types\": [\"link.melted\"]}",
                "{\"url\": \"https://example.org/\", \"types\": [null]}",
                "{\"url\": \"https://example.org/\", \"types\": [\"visit\"], \"tags\": [\"a\"]}",
                "{\"url\": \"https://example.org/\", \"from\": \"yesterday\"}"
            })
    void aWebhookThatIsNotValidIsRefused(String body) throws Exception {
        Reply reply = is(400, send("POST", HOOKS, body, admin("team-a")));
        assertThat(reply.json().path("detail").asText()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://example.org/           | must begin with https:// or http://",
                "https://user@example.org/    | no user and no password",
                "https://example.org:8443/    | port 80 or 443",
                "http://127.0.0.1/            | use a public address",
                "http://169.254.169.254/      | use a public address",
                "http://[::1]/                | use a public address",
                "http://2130706433/           | four decimal numbers",
                "https://example.org/#a       | without user, password and #",
                "nonsense                     | must begin with https:// or http://",
                "a b                          | must be like https://example.org/hook"
            })
    void anAddressThatStrangersMayNotCallIsRefusedAndTheAnswerSaysWhatToDo(String url, String why) throws Exception {
        Reply reply = is(400, send("POST", HOOKS, "{\"url\": \"" + url + "\"}", admin("team-a")));
        assertThat(reply.json().path("detail").asText()).contains(why);
    }

    @Test
    void aHostThatNobodyKnowsYetIsAccepted() throws Exception {
        is(201, send("POST", HOOKS, "{\"url\": \"https://not-yet.example.invalid/\"}", admin("team-a")));
    }
}
