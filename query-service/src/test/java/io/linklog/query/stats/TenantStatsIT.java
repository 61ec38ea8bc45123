package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.query.Backstage;
import io.linklog.query.Browser;
import io.linklog.query.QueryService;
import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Statistics of the API, read with the keys of two tenants. */
class TenantStatsIT {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final List<String> TENANTS = List.of("default", "team");
    private static final int ORPHANS = 5;

    private static final ObjectMapper json = new ObjectMapper();
    private static Backstage backstage;
    private static String keyspace;
    private static CqlSession cassandra;
    private static QueryService service;
    private static Browser browser;
    private static IssuedKeys keys;
    private static KeyText ours;
    private static KeyText theirs;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD);
        keys = new IssuedKeys(stack);
        ours = keys.issue("default", Role.ADMIN);
        theirs = keys.issue("team", Role.ADMIN);
        backstage = new Backstage(stack);
        keyspace = backstage.createKeyspace();
        cassandra = backstage.settings(Map.of()).cassandra().open();
        backstage.activate(keyspace);
        service = backstage.start(Map.of("LINKLOG_API_KEYS", "required"), () -> NOON);
        browser = new Browser(service.port());
        for (KeyText key : List.of(ours, theirs)) {
            await().until(() -> get("/api/v1/nothing", key).statusCode() == 404);
        }
        writeVisits();
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        cassandra.close();
        backstage.close();
        keys.close();
    }

    /** A tenant's totals and orphan visits; the numbers of the default tenant are the lower ones. */
    private static void writeVisits() {
        totals("*", 42);
        totals("*@team", 1_042);
        totals("*orphans", 7);
        totals("*orphans@team", 1_007);
        for (String tenant : TENANTS) {
            for (int i = 0; i < ORPHANS; i++) {
                cassandra.execute(
                        "INSERT INTO " + keyspace + ".visits (code, day, at, journal, partition, sequence, kind, asked)"
                                + " VALUES (?, ?, ?, ?, 0, ?, 'UNKNOWN', ?)",
                        tenant.equals("default") ? "*orphans" : "*orphans@team",
                        LocalDate.parse("2026-06-01"),
                        NOON.minusSeconds(i),
                        "journal-" + tenant,
                        (long) i,
                        tenant + "-" + i);
            }
        }
    }

    @Test
    void sumsAreThoseOfTheCallersTenant() throws Exception {
        assertThat(human("/api/v1/stats", ours)).isEqualTo(42);
        assertThat(human("/api/v1/stats", theirs)).isEqualTo(1_042);
        assertThat(human("/api/v1/stats/orphans", ours)).isEqualTo(7);
        assertThat(human("/api/v1/stats/orphans", theirs)).isEqualTo(1_007);
        assertThat(get("/api/v1/stats?format=csv", theirs).body()).contains(",1042,");
    }

    @Test
    void orphanVisitsAreThoseOfTheCallersTenant() throws Exception {
        assertThat(asked("/api/v1/visits/orphans", ours))
                .hasSize(ORPHANS)
                .allMatch(path -> path.startsWith("default-"));
        assertThat(asked("/api/v1/visits/orphans", theirs)).hasSize(ORPHANS).allMatch(path -> path.startsWith("team-"));
    }

    @Test
    void aCursorOfAnotherTenantShowsNoneOfItsVisits() throws Exception {
        JsonNode page = json("/api/v1/visits/orphans?limit=2", theirs);
        String cursor = page.at("/nextCursor").asText();
        assertThat(asked("/api/v1/visits/orphans?limit=2&cursor=" + cursor, theirs))
                .containsExactly("team-2", "team-3");
        assertThat(asked("/api/v1/visits/orphans?limit=2&cursor=" + cursor, ours))
                .isNotEmpty()
                .allMatch(path -> path.startsWith("default-"));
    }

    @Test
    void theVisitsOfAnotherTenantsLinkAreAsAbsentAsThoseOfAnUnknownCode() throws Exception {
        Link link = TestLinks.link(UUID.randomUUID().toString().substring(0, 13), "https://example.org/");
        link.setTenant("team");
        backstage.log(TestLinks.create(link));
        totals(link.getCode(), 3);
        assertThat(human("/api/v1/links/" + link.getCode() + "/stats", theirs)).isEqualTo(3);
        for (String what : List.of("/stats", "/visits")) {
            HttpResponse<String> foreign = get("/api/v1/links/" + link.getCode() + what, ours);
            HttpResponse<String> unknown = get("/api/v1/links/no-such-link" + what, ours);
            assertThat(foreign.statusCode()).isEqualTo(404);
            assertThat(foreign.body().replace(link.getCode(), "no-such-link")).isEqualTo(unknown.body());
        }
    }

    @Test
    void theNamesOfSumsAreNoCodes() throws Exception {
        for (String name : List.of("*", "*@team", "*orphans", "*orphans@team", "%2A%40team")) {
            assertThat(get("/api/v1/links/" + name + "/stats", ours).statusCode())
                    .isEqualTo(404);
            assertThat(get("/api/v1/links/" + name + "/visits", ours).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void theReconciliationOfTheWholeSystemIsForTheDefaultTenant() throws Exception {
        assertThat(get("/api/v1/stats/reconcile", ours).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/stats/reconcile", theirs).statusCode()).isEqualTo(403);
    }

    private static void totals(String code, long human) {
        cassandra.execute(
                "INSERT INTO " + keyspace + ".visit_totals (code, unit, period, start, shard, human, bot)"
                        + " VALUES (?, 'DAY', '2026', '2026-06-01T00:00:00Z', 0, ?, 0)",
                code,
                human);
    }

    private static List<String> asked(String path, KeyText key) throws Exception {
        List<String> paths = new ArrayList<>();
        json(path, key).at("/data").forEach(visit -> paths.add(visit.at("/path").asText()));
        return paths;
    }

    private static int human(String path, KeyText key) throws Exception {
        return json(path, key).at("/total/human").asInt();
    }

    private static JsonNode json(String path, KeyText key) throws Exception {
        HttpResponse<String> answer = get(path, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private static HttpResponse<String> get(String path, KeyText key) throws Exception {
        return browser.get(path, "Authorization", "Bearer " + key.reveal());
    }
}
