package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.command.RunningService.Reply;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API of short domains; DomainsIT of acceptance sees how their links are answered. */
class DomainsApiIT {

    private static final String DOMAINS = "/api/v1/domains";

    @TempDir
    private static Path folder;

    private static InMemoryTopology topology;
    private static RunningService service;
    private static IssuedKeys keys;
    private static Etcd etcd;
    private static KeyText system;
    private static KeyText blue;

    private final String name = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example.org";

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        keys = new IssuedKeys(stack);
        etcd = new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())).within(Duration.ofSeconds(30)));
        topology = new InMemoryTopology(stack);
        service = new RunningService(
                stack,
                Map.of(
                        "LINKLOG_INSTANCE_ID",
                        "with-domains",
                        "LINKLOG_API_KEYS",
                        "required",
                        "LINKLOG_OWN_HOSTS",
                        "www.go.example",
                        "LINKLOG_BLOCKED_TARGETS_FILE",
                        Files.writeString(folder.resolve("blocked"), ".evil.example")
                                .toString(),
                        "LINKLOG_STATE_DIR",
                        folder.toString()));
        system = admin("default");
        blue = admin("blue");
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        topology.close();
        etcd.close();
        keys.close();
    }

    /** After a removal: the service writes back what it has seen. So the entries stay until the stack ends. */
    @AfterEach
    void removeDomain() {
        send("DELETE", DOMAINS + "/" + name, null, system);
    }

    private static KeyText admin(String tenant) throws Exception {
        KeyText text = keys.issue(tenant, Role.ADMIN);
        await().until(() -> send("GET", DOMAINS, null, text).status() == 200);
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

    private static String domain(String name) {
        return object("domain", name).toString();
    }

    private static ObjectNode object(String member, String value) {
        return RunningService.JSON.createObjectNode().put(member, value);
    }

    private static String detail(Reply reply) {
        return reply.json().path("detail").asText();
    }

    private static List<String> names(KeyText key) {
        return is(200, send("GET", DOMAINS, null, key)).json().path("data").findValuesAsText("domain");
    }

    @Test
    void anAdminAddsChangesAndRemovesADomainOfItsTenantAndLinksFollow() {
        String body = object("domain", name)
                .put("baseTarget", "https://example.org/home")
                .putNull("expiredTarget")
                .toString();
        Reply added = is(201, send("POST", DOMAINS, body, blue));
        assertThat(added.header("Cache-Control")).isEqualTo("no-store");
        String one = added.header("Location");
        assertThat(one).isEqualTo(DOMAINS + "/" + name);
        assertThat(added.json().path("tenant").asText()).isEqualTo("blue");
        assertThat(names(blue)).contains(name);
        assertThat(names(system)).contains(name);

        ObjectNode link = object("longUrl", "https://example.org/").put("domain", name);
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        send("POST", "/api/v1/links", link.toString(), blue).status() == 201);
        is(
                400,
                send(
                        "POST",
                        "/api/v1/links",
                        object("longUrl", "https://" + name + "/x").toString(),
                        blue));

        String change = "{\"unknownTarget\": \"https://example.org/lost\", \"baseTarget\": null}";
        JsonNode changed = is(200, send("PATCH", one, change, blue)).json();
        assertThat(changed.path("baseTarget").isNull()).isTrue();
        assertThat(changed.path("unknownTarget").asText()).isEqualTo("https://example.org/lost");
        assertThat(is(200, send("GET", one, null, blue)).json()).isEqualTo(changed);

        is(204, send("DELETE", one, null, blue));
        is(204, send("DELETE", one, null, blue));
        assertThat(is(200, send("GET", one, null, blue))
                        .json()
                        .path("removedAt")
                        .isNull())
                .isFalse();
        assertThat(detail(is(409, send("PATCH", one, change, blue)))).contains("is removed");
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        send("POST", "/api/v1/links", link.toString(), blue).status() == 400);
        Reply again = is(201, send("POST", DOMAINS, domain(name), blue));
        assertThat(again.json().path("unknownTarget").isNull()).isTrue();
        assertThat(detail(is(409, send("POST", DOMAINS, domain(name), blue)))).contains("already");
    }

    @Test
    void anotherTenantsDomainIsAbsentAndOnlyTaken() throws Exception {
        KeyText red = admin("red");
        is(201, send("POST", DOMAINS, domain(name), blue));
        String one = DOMAINS + "/" + name;
        for (String path : List.of(one, DOMAINS + "/unknown.example.org", DOMAINS + "/No%20name")) {
            Reply absent = is(404, send("GET", path, null, red));
            assertThat(detail(absent)).isEqualTo("There is no such domain; GET " + DOMAINS + " lists all");
            is(404, send("PATCH", path, "{\"baseTarget\": null}", red));
            is(404, send("DELETE", path, null, red));
        }
        assertThat(names(red)).doesNotContain(name);
        String taken = detail(is(409, send("POST", DOMAINS, domain(name), red)));
        assertThat(taken).isEqualTo("The domain " + name + " is taken");
        is(204, send("DELETE", one, null, blue));
        assertThat(detail(is(409, send("POST", DOMAINS, domain(name), red)))).isEqualTo(taken);
    }

    @Test
    void anAdminOfTheSystemNamesATenantAndNobodyElseDoes() throws Exception {
        String foreign = object("domain", name).put("tenant", "red").toString();
        Reply refused = is(403, send("POST", DOMAINS, foreign, blue));
        assertThat(refused.json().path("requiredRole").asText()).isEqualTo("admin of the tenant default");
        assertThat(is(201, send("POST", DOMAINS, foreign, system))
                        .json()
                        .path("tenant")
                        .asText())
                .isEqualTo("red");
        is(200, send("PATCH", DOMAINS + "/" + name, "{\"baseTarget\": \"https://example.org/\"}", system));
        is(404, send("GET", DOMAINS + "/" + name, null, blue));

        KeyText editor = keys.issue("blue", Role.EDITOR);
        await().until(() -> send("GET", "/api/v1/nothing", null, editor).status() == 404);
        is(403, send("GET", DOMAINS, null, editor));
        is(403, send("POST", DOMAINS, domain(name), editor));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost            | must not be localhost",
                "a.localhost          | must not be localhost",
                "127.0.0.1            | not an address",
                "[::1]                | not an address",
                "0x7f.1               | not an address",
                "go.example           | must not be a host of the default domain",
                "www.go.example       | must not be a host of the default domain",
                "command-service      | must not be a host of the default domain",
                "query-service        | must not be a host of the default domain",
                "go.example.org:8080  | without a port",
                "http://go.example.org| without a port",
                "Go.Example.org       | . Write go.example.org",
                "go.example.org.      | . Write go.example.org",
                "b\u00fccher.example  | . Write xn--bcher-kva.example",
                "g\u043e.example.org  | . Write xn--g-1tb.example.org",
                "xn--aaaaaa.example   | stands for no name in another script",
                "''                   | must be a name like go.example.org",
                "*.example.org        | must be a name like go.example.org",
                "a/b                  | must be a name like go.example.org"
            })
    void aNameThatNoDomainMayHaveIsRefusedWithTheReason(String typed, String why) {
        assertThat(detail(is(400, send("POST", DOMAINS, domain(typed), blue)))).contains("its name ", why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://go.example/",
                "https://www.go.example:81/x",
                "http://localhost:8080/",
                "http://2130706433/",
                "https://%s/x",
                "http://%S.:9/",
                "https://other-%s/"
            })
    void aTargetThatLeadsBackIsALoop(String target) {
        is(201, send("POST", DOMAINS, domain("other-" + name), blue));
        try {
            String url = String.format(target, name);
            String body = object("domain", name).put("expiredTarget", url).toString();
            assertThat(detail(is(400, send("POST", DOMAINS, body, blue))))
                    .contains("its expired target must not point to this service itself");
            is(201, send("POST", DOMAINS, domain(name), blue));
            String change = object("unknownTarget", url).toString();
            assertThat(detail(is(400, send("PATCH", DOMAINS + "/" + name, change, blue))))
                    .contains("its unknown target must not point to this service itself");
        } finally {
            is(204, send("DELETE", DOMAINS + "/other-" + name, null, blue));
        }
    }

    @Test
    void aTargetIsCheckedLikeTheTargetOfALink() {
        for (String target :
                List.of("", "ftp://example.org/", "https://a b/", "https://u@example.org/", "javascript:1")) {
            is(
                    400,
                    send(
                            "POST",
                            DOMAINS,
                            object("domain", name).put("baseTarget", target).toString(),
                            blue));
        }
        String blocked = object("domain", name)
                .put("baseTarget", "https://a.evil.example/")
                .toString();
        assertThat(detail(is(400, send("POST", DOMAINS, blocked, blue)))).contains("links to this one are not allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"domain\": null}",
                "{\"domain\": {}}",
                "{\"domain\": \"a.example.org\", \"role\": \"admin\"}",
                "{\"domain\": \"a.example.org\", \"base\": \"https://example.org/\"}",
                "{\"domain\": \"a.example.org\", \"domain\": \"b.example.org\"}",
                "{\"domain\": \"a.example.org\", \"tenant\": \"No\"}"
            })
    void aBodyThatIsNotValidIsRefused(String body) {
        assertThat(detail(is(400, send("POST", DOMAINS, body, system)))).isNotBlank();
    }

    @Test
    void aChangeThatIsNotValidIsRefused() {
        is(201, send("POST", DOMAINS, domain(name), blue));
        for (String body : List.of(
                "", "[]", "{}", "{\"baseTarget\": 1}", "{\"domain\": \"x.example\"}", "{\"tenant\": \"red\"}")) {
            assertThat(detail(is(400, send("PATCH", DOMAINS + "/" + name, body, blue))))
                    .isNotBlank();
        }
    }
}
