package io.linklog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The reads of two tenants: what is another's is what nobody has, in every answer. */
class TenantsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RED = "red";
    private static final String BLUE = "blue";

    private static final ObjectMapper json = new ObjectMapper();
    private static final Map<String, KeyText> KEYS = new TreeMap<>();
    private static Backstage backstage;
    private static String keyspace;
    private static QueryService service;
    private static Browser browser;
    private static IssuedKeys keys;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD);
        keys = new IssuedKeys(stack);
        backstage = new Backstage(stack);
        keyspace = backstage.createKeyspace();
        backstage.activate(keyspace);
        for (String tenant : List.of(RED, BLUE)) {
            KEYS.put(tenant, keys.issue(tenant, Role.READER));
        }
        service = backstage.start(
                Map.of(
                        "LINKLOG_INSTANCE_ID",
                        "with-tenants",
                        "LINKLOG_API_KEYS",
                        "required",
                        "LINKLOG_EVENT_HEARTBEAT",
                        "500ms"),
                InstantSource.system());
        browser = new Browser(service.port());
        for (String tenant : KEYS.keySet()) {
            await().atMost(PATIENCE).until(() -> get(tenant, "/api/v1/nothing").statusCode() == 404);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        backstage.close();
        keys.close();
    }

    private static HttpResponse<String> get(String tenant, String path, String... headers) throws Exception {
        return send(tenant, "GET", path, headers);
    }

    private static HttpResponse<String> send(String tenant, String method, String path, String... headers)
            throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("X-Api-Key", KEYS.get(tenant).reveal()));
        return browser.send(method, path, all.toArray(String[]::new));
    }

    private static Link link(String tenant, String tag) {
        Link link = TestLinks.link(code(), "https://example.org/of-" + tenant);
        link.setTenant(tenant);
        link.getAttributes().setTags(List.of(tag));
        return link;
    }

    /** In the log and in the tables. */
    private static Link made(String tenant, String tag) {
        LinkEvent created = TestLinks.create(link(tenant, tag));
        backstage.log(created);
        backstage.project(keyspace, created);
        return created.getLink();
    }

    private static String code() {
        return UUID.randomUUID().toString().substring(0, 13);
    }

    @Test
    void everyReadOfAnothersLinkIsAnsweredAsOfACodeThatNobodyHas() throws Exception {
        Link active = made(RED, "t");
        Link deleted = made(RED, "t");
        LinkEvent deletion = TestLinks.delete(deleted);
        backstage.log(deletion);
        backstage.project(keyspace, deletion);
        String free = code();
        for (String path : List.of("", "?asOf=2030-01-01T00:00:00Z", "/history", "/stats", "/visits")) {
            for (String[] headers : new String[][] {{}, {"If-None-Match", "*"}, {"If-None-Match", "\"1\""}}) {
                for (String method : List.of("GET", "HEAD")) {
                    String expected = answer(method, free, path, headers);
                    assertThat(answer(method, active.getCode(), path, headers)).isEqualTo(expected);
                    assertThat(answer(method, deleted.getCode(), path, headers)).isEqualTo(expected);
                }
            }
            assertThat(get(RED, "/api/v1/links/" + active.getCode() + path).statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(send(BLUE, "OPTIONS", "/api/v1/links/" + active.getCode() + path)
                            .headers()
                            .map()
                            .get("allow"))
                    .isEqualTo(send(BLUE, "OPTIONS", "/api/v1/links/" + free + path)
                            .headers()
                            .map()
                            .get("allow"));
        }
        assertThat(browser.get("/" + active.getCode()).statusCode()).isEqualTo(302);
        assertThat(browser.get("/" + active.getCode() + "+").statusCode()).isEqualTo(200);
    }

    /** Names of headers and body of a 404 for blue, without the code. */
    private static String answer(String method, String code, String path, String... headers) throws Exception {
        HttpResponse<String> answer = send(BLUE, method, "/api/v1/links/" + code + path, headers);
        assertThat(answer.statusCode()).as(method + path).isEqualTo(404);
        return answer.headers().map().keySet() + answer.body().replace(code, "CODE");
    }

    @Test
    void listsShowLinksOfTheTenantOnlyWithWhoseverCursor() throws Exception {
        String tag = code();
        List<String> reds = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            reds.add(made(RED, tag).getCode());
        }
        List<String> blues = List.of(made(BLUE, tag).getCode(), made(BLUE, tag).getCode());
        for (String query : List.of("?tag=" + tag, "?limit=500", "?q=of-" + RED, "?q=of-" + BLUE + "&tag=" + tag)) {
            List<String> listed = codes(get(BLUE, "/api/v1/links" + query));
            assertThat(listed).as(query).doesNotContainAnyElementsOf(reds);
            if (!query.contains(RED)) {
                assertThat(listed).as(query).containsAll(blues);
            }
        }
        String cursor = json.readTree(
                        get(RED, "/api/v1/links?limit=1&tag=" + tag).body())
                .path("nextCursor")
                .asText();
        HttpResponse<String> rest = get(BLUE, "/api/v1/links?limit=500&tag=" + tag + "&cursor=" + cursor);
        assertThat(rest.statusCode()).isEqualTo(200);
        assertThat(blues).containsAll(codes(rest));
    }

    private static List<String> codes(HttpResponse<String> list) throws Exception {
        List<String> codes = new ArrayList<>();
        for (JsonNode link : json.readTree(list.body()).path("data")) {
            codes.add(link.path("shortCode").asText());
        }
        return codes;
    }

    @Test
    void aStreamHasEventsOfTheTenantOnlyAndAForeignCodeGivesAnEmptyOne() throws Exception {
        String tag = code();
        Link red = link(RED, tag);
        Link blue = link(BLUE, tag);
        String[] redsKey = {"X-Api-Key", KEYS.get(RED).reveal()};
        String[] bluesKey = {"X-Api-Key", KEYS.get(BLUE).reveal()};
        String start;
        try (Listener all = Listener.to(service.port(), "", bluesKey);
                Listener tagged = Listener.to(service.port(), "?tag=" + tag, bluesKey);
                Listener foreign = Listener.to(service.port(), "?code=" + red.getCode(), bluesKey);
                Listener reds = Listener.to(service.port(), "?code=" + red.getCode(), redsKey)) {
            await().atMost(PATIENCE).until(() -> !reds.lastId().isEmpty());
            start = reds.lastId();
            backstage.log(TestLinks.create(red));
            visit(red);
            visit(TestLinks.link(code(), "https://example.org/an-orphan"));
            backstage.log(TestLinks.edit(red, link -> link.getAttributes().setTitle("secret")));
            backstage.log(TestLinks.create(blue));
            visit(blue);
            for (Listener listener : List.of(all, tagged)) {
                await().atMost(PATIENCE).until(() -> listener.heard().size() >= 2);
                assertThat(listener.types()).containsExactlyInAnyOrder("link.created", "visit");
                assertThat(listener.heard()).allMatch(heard -> heard.data().contains(blue.getCode()));
            }
            await().atMost(PATIENCE).until(() -> reds.heard().size() == 3);
            assertThat(foreign.heard()).isEmpty();
            assertThat(foreign.isListening()).isTrue();
        }
        // from an id of another tenant's stream a stream resumes at that place of the log, and shows the tenant's own
        try (Listener resumed = Listener.to(
                service.port(), "?code=" + red.getCode() + "," + blue.getCode() + "&lastEventId=" + start, bluesKey)) {
            await().atMost(PATIENCE).until(() -> resumed.heard().size() >= 2);
            assertThat(resumed.heard()).allMatch(heard -> heard.data().contains(blue.getCode()));
        }
    }

    private static void visit(Link link) throws Exception {
        browser.get("/" + link.getCode(), "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Firefox/127.0");
    }
}
