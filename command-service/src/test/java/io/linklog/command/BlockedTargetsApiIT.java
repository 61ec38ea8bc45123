package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.command.RunningService.Reply;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An admin of the system blocks hosts, and no link gets there. */
class BlockedTargetsApiIT {

    private static final String TARGETS = "/api/v1/blocked-targets";
    private static final String LINKS = "/api/v1/links";

    @TempDir
    private static Path folder;

    private static InMemoryTopology topology;
    private static RunningService service;
    private static IssuedKeys keys;
    private static KeyText admin;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        keys = new IssuedKeys(stack);
        admin = keys.issue(Role.ADMIN);
        topology = new InMemoryTopology(stack);
        service = new RunningService(
                stack,
                Map.of(
                        "LINKLOG_INSTANCE_ID",
                        "with-blocked-targets",
                        "LINKLOG_API_KEYS",
                        "required",
                        "LINKLOG_STATE_DIR",
                        folder.toString()));
        await().until(() -> send("GET", TARGETS, null).status() == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        topology.close();
        keys.close();
    }

    private static Reply send(String method, String path, String body) {
        return service.send(method, path, body == null ? null : "application/json", body, "X-Api-Key", admin.reveal());
    }

    private static Reply add(String host) {
        return send("POST", TARGETS, "{\"host\": \"" + host + "\"}");
    }

    private static Reply remove(String host) {
        return send("DELETE", TARGETS + "/" + URLEncoder.encode(host, StandardCharsets.UTF_8), null);
    }

    private static int create(String longUrl) {
        return send("POST", LINKS, "{\"longUrl\": \"" + longUrl + "\"}").status();
    }

    @Test
    void aTargetIsRefusedWithinASecondAndLegalAgainAfterItsRemoval() throws Exception {
        assertThat(create("https://a.api-it.example/")).isEqualTo(201);
        Reply added = add("*.API-it.example.");
        assertThat(added.status()).as(added.response().body()).isEqualTo(201);
        assertThat(added.json().path("host").asText()).isEqualTo(".api-it.example");
        assertThat(added.json().path("addedBy").asText()).isEqualTo(admin.id());
        await().atMost(Duration.ofSeconds(1)).until(() -> create("https://a.api-it.example/") == 400);
        assertThat(create("https://notapi-it.example/")).isEqualTo(201);
        assertThat(add(".api-it.example").status()).isEqualTo(200);
        assertThat(send("GET", TARGETS, null).json().path("data").findValuesAsText("host"))
                .contains(".api-it.example");
        assertThat(service.admin("/metrics").response().body())
                .contains("linklog_blocked_hosts{source=\"etcd\"}", "linklog_targets_blocked_total");

        assertThat(remove(".api-it.example").status()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(1)).until(() -> create("https://a.api-it.example/") == 201);
        assertThat(remove(".api-it.example").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "evil-it.example., evil-it.example",
        "b\u00fccher-it.example, xn--bcher-it-65a.example",
        "0xc0.0.2.9, 192.0.2.9",
        "3221225993, 192.0.2.9",
        "[2001:DB8::9], [2001:db8:0:0:0:0:0:9]",
        "[::ffff:192.0.2.9], 192.0.2.9"
    })
    void allSpellingsAreOneEntry(String written, String host) {
        assertThat(add(written).json().path("host").asText()).isEqualTo(host);
        assertThat(add(host).status()).isEqualTo(200);
        assertThat(remove(written).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*",
                "a b",
                "https://evil.example/",
                "evil.example:443",
                "user@evil.example",
                "evil.example/path",
                "2001:db8::1",
                ".192.0.2.1",
                "a..example"
            })
    void whatIsNoHostIsRefusedWithTheReason(String host) {
        Reply refused = add(host);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("detail").asText())
                .contains("must be a host like evil.example")
                .contains("without scheme, user, port and path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"host\": null}", "{\"host\": \"a.example\", \"by\": \"me\"}"})
    void aBodyThatIsNotValidIsRefused(String body) {
        assertThat(send("POST", TARGETS, body).status()).isEqualTo(400);
    }

    @Test
    void onlyAnAdminOfTheDefaultTenantMayDoIt() throws Exception {
        Reply made = send("POST", "/api/v1/keys", "{\"name\": \"b\", \"role\": \"admin\", \"tenant\": \"team-b\"}");
        KeyText foreign = KeyText.parse(made.json().path("key").asText()).orElseThrow();
        keys.removeAtEnd(foreign.id());
        KeyText editor = keys.issue(Role.EDITOR);
        for (KeyText key : List.of(foreign, editor)) {
            await().until(() -> service.send("GET", "/api/v1/nothing", null, null, "X-Api-Key", key.reveal())
                            .status()
                    == 404);
            for (String method : List.of("GET", "POST", "DELETE")) {
                Reply refused = service.send(
                        method,
                        method.equals("DELETE") ? TARGETS + "/a.example" : TARGETS,
                        "application/json",
                        method.equals("POST") ? "{\"host\": \"a.example\"}" : null,
                        "X-Api-Key",
                        key.reveal());
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.json().path("requiredRole").asText()).isEqualTo("admin of the tenant default");
            }
        }
    }
}
