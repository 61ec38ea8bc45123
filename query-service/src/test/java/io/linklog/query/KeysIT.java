package io.linklog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.http.ApiRoutes.ApiRoute;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.stack.machine.FreePorts;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service where every call of the API needs a key. */
class KeysIT {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private static Backstage backstage;
    private static QueryService service;
    private static Browser browser;
    private static IssuedKeys keys;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD);
        keys = new IssuedKeys(stack);
        backstage = new Backstage(stack);
        backstage.activate(backstage.createKeyspace());
        service = backstage.start(
                Map.of(
                        "LINKLOG_INSTANCE_ID",
                        "with-keys",
                        "LINKLOG_API_KEYS",
                        "required",
                        "LINKLOG_EVENT_HEARTBEAT",
                        "500ms",
                        "LINKLOG_EVENT_STREAMS",
                        "4",
                        // known before the start: the registry has it
                        "LINKLOG_ADMIN_PORT",
                        FreePorts.choose(1).get(0).toString()),
                InstantSource.system());
        browser = new Browser(service.port());
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        backstage.close();
        keys.close();
    }

    /** A key that the service knows. */
    private static KeyText key(Role role) throws Exception {
        KeyText text = keys.issue(role);
        await().until(() -> get("/api/v1/nothing", text).statusCode() == 404);
        return text;
    }

    private static HttpResponse<String> get(String path, KeyText key) throws Exception {
        return browser.get(path, "Authorization", "Bearer " + key.reveal());
    }

    @Test
    void withoutAKeyEveryRouteAndMethodIsRefusedButTheDescriptionOfTheApi() throws Exception {
        for (ApiRoute route : ApiRoutes.ALL) {
            String path = route.path().replaceAll("\\{.*?}", "abc");
            for (String method : METHODS) {
                boolean isPublic =
                        path.startsWith("/api/v1/openapi.") && (method.equals("GET") || method.equals("HEAD"));
                assertThat(browser.send(method, path).statusCode())
                        .as(method + " " + path)
                        .isEqualTo(isPublic ? 200 : 401);
            }
        }
    }

    @Test
    void whatVisitorsSeeNeedsNoKey() throws Exception {
        assertThat(browser.get("/no-such-code").statusCode()).isEqualTo(404);
        assertThat(browser.get("/no-such-code+").statusCode()).isEqualTo(404);
        assertThat(browser.get("/robots.txt").statusCode()).isEqualTo(200);
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aReaderReads() throws Exception {
        KeyText reader = key(Role.READER);
        assertThat(get("/api/v1/links", reader).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/stats", reader).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/stats/reconcile", reader).statusCode()).isEqualTo(403);
    }

    @Test
    void instancesShowTheirJournalsToEachOtherWithoutAKey() throws Exception {
        KeyText admin = key(Role.ADMIN);
        await().until(() -> {
            JsonNode account = new ObjectMapper()
                    .readTree(get("/api/v1/stats/reconcile", admin).body());
            return account.path("instancesAway").isArray()
                    && !account.path("instancesAway").toString().contains("with-keys");
        });
    }

    @Test
    void idleStreamsOfOneKeyLeavePlacesForAnother() throws Exception {
        KeyText idle = key(Role.READER);
        KeyText other = key(Role.READER);
        try (Listener first = Listener.to(service.port(), "", "X-Api-Key", idle.reveal());
                Listener second = Listener.to(service.port(), "", "X-Api-Key", idle.reveal())) {
            HttpResponse<String> refused = get("/api/v1/events", idle);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.body()).contains("too-many-at-once", "2 of the 4 event streams");
            try (Listener served = Listener.to(service.port(), "", "X-Api-Key", other.reveal())) {
                assertThat(served.isListening()).isTrue();
            }
            assertThat(first.isListening() && second.isListening()).isTrue();
        }
        await().until(() -> Backstage.openStreams(service) == 0);
    }

    @Test
    void aStreamEndsWhenItsKeyIsRevoked() throws Exception {
        KeyText reader = key(Role.READER);
        KeyText other = key(Role.READER);
        try (Listener listener = Listener.to(service.port(), "", "X-Api-Key", reader.reveal());
                Listener going = Listener.to(service.port(), "", "X-Api-Key", other.reveal())) {
            assertThat(Backstage.openStreams(service)).isEqualTo(2);
            keys.revoke(reader);
            await().until(() -> Backstage.openStreams(service) == 1);
            await().until(() -> !listener.isListening());
            assertThat(going.isListening()).isTrue();
        }
        assertThat(get("/api/v1/events", reader).statusCode()).isEqualTo(401);
        await().until(() -> Backstage.openStreams(service) == 0);
    }
}
