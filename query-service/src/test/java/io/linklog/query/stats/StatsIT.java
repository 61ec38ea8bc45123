package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.query.Backstage;
import io.linklog.query.Browser;
import io.linklog.query.QueryService;
import io.linklog.query.TestLinks;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.http.TableFormat;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.visits.Counts;
import io.linklog.visits.Generation;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.hll.HllSketch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Statistics of the API, from rows that the test writes to Cassandra. */
class StatsIT {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private static final ObjectMapper json = new ObjectMapper();
    private static Backstage backstage;
    private static String keyspace;
    private static CqlSession cassandra;
    private static QueryService service;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        backstage = new Backstage(SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD));
        keyspace = backstage.createKeyspace();
        cassandra = backstage.settings(Map.of()).cassandra().open();
        backstage.activate(keyspace);
        service = backstage.start(Map.of(), () -> NOON);
        browser = new Browser(service.port());
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        cassandra.close();
        backstage.close();
    }

    @Test
    void totalsAreAddedUpOverDaysAndShardsAndVisitorsAreMerged() throws Exception {
        String code = link();
        totals(code, "DAY", "2025", "2025-12-31T00:00:00Z", 0, 5, 1, sketch(1, 5), "");
        totals(
                code,
                "DAY",
                "2026",
                "2026-05-30T00:00:00Z",
                0,
                10,
                2,
                sketch(1, 10),
                "{'browser': {'Chrome': (7, 0), '': (3, 2)}}");
        totals(
                code,
                "DAY",
                "2026",
                "2026-05-30T00:00:00Z",
                2,
                4,
                0,
                sketch(8, 12),
                "{'browser': {'Chrome': (1, 0), 'Firefox': (3, 0)}}");
        totals(
                code,
                "DAY",
                "2026",
                "2026-06-01T00:00:00Z",
                0,
                1,
                0,
                sketch(100, 100),
                "{'browser': {'Firefox': (1, 0)}}");

        JsonNode usual = get("/api/v1/links/" + code + "/stats");
        assertThat(usual.fieldNames().next()).isEqualTo("total");
        assertThat(usual.at("/total").toString()).isEqualTo("{\"human\":15,\"bot\":2,\"unique\":13}");
        assertThat(usual.at("/data").toString())
                .isEqualTo("[{\"start\":\"2026-05-30T00:00:00Z\",\"human\":14,\"bot\":2,\"unique\":12},"
                        + "{\"start\":\"2026-06-01T00:00:00Z\",\"human\":1,\"bot\":0,\"unique\":1}]");
        assertThat(usual.at("/groups").isNull()).isTrue();

        JsonNode all = get("/api/v1/links/" + code + "/stats?from=2025-12-31&to=2026-06-01T00:00:01Z&groupBy=browser");
        assertThat(all.at("/from").asText()).isEqualTo("2025-12-31T00:00:00Z");
        assertThat(all.at("/to").asText()).isEqualTo("2026-06-02T00:00:00Z");
        assertThat(all.at("/total/human").asInt()).isEqualTo(20);
        assertThat(all.at("/groups").toString())
                .isEqualTo(
                        "[{\"value\":\"Chrome\",\"human\":8,\"bot\":0},{\"value\":\"Firefox\",\"human\":4,\"bot\":0},"
                                + "{\"value\":\"\",\"human\":3,\"bot\":2}]");
    }

    @Test
    void theVisitsOfAnotherToolAreABaseAndPartOfNoCount() throws Exception {
        Link link = TestLinks.link(UUID.randomUUID().toString().substring(0, 13), "https://example.org/");
        link.setCreatedAt(Instant.parse("2024-12-31T10:00:00Z"));
        link.setOrigin(new LinkOrigin(Instant.parse("2016-05-01T08:00:00Z"), 1_000L));
        backstage.log(TestLinks.create(link));
        String code = link.getCode();
        String stats = "/api/v1/links/" + code + "/stats";
        assertThat(get(stats).at("/allTime").toString()).isEqualTo("{\"base\":1000,\"counted\":0,\"total\":1000}");

        totals(code, "DAY", "2024", "2024-12-31T00:00:00Z", 0, 1, 2, null, "");
        totals(code, "DAY", "2025", "2025-07-01T00:00:00Z", 3, 10, 20, null, "");
        totals(code, "DAY", "2026", "2026-06-01T00:00:00Z", 0, 100, 200, null, "");
        JsonNode today = get(stats + "?from=2026-06-01&to=2026-06-02");
        assertThat(today.at("/total").toString()).isEqualTo("{\"human\":100,\"bot\":200,\"unique\":0}");
        assertThat(today.at("/data")).hasSize(1);
        assertThat(today.at("/allTime").toString()).isEqualTo("{\"base\":1000,\"counted\":333,\"total\":1333}");
        assertThat(get("/api/v1/stats").has("allTime")).isFalse();
    }

    @Test
    void hoursAreReadFromTheirMonths() throws Exception {
        String code = link();
        totals(code, "HOUR", "2026-05", "2026-05-31T23:00:00Z", 0, 2, 0, null, "");
        totals(code, "HOUR", "2026-06", "2026-06-01T00:00:00Z", 0, 3, 0, null, "");
        JsonNode hours =
                get("/api/v1/links/" + code + "/stats?interval=hour&from=2026-05-31T23:30:00Z&to=2026-06-01T00:30:00Z");
        assertThat(hours.at("/total/human").asInt()).isEqualTo(5);
        assertThat(hours.at("/data")).hasSize(2);
        assertThat(hours.at("/to").asText()).isEqualTo("2026-06-01T01:00:00Z");
    }

    @Test
    void groupsByHourUseWholeDaysAndTheHoursAtBothEnds() throws Exception {
        String code = link();
        // before the span, and from its first hour to midnight
        totals(code, "HOUR", "2026-05", "2026-05-29T20:00:00Z", 0, 100, 0, null, "{'city': {'Bern': (100, 0)}}");
        totals(code, "HOUR", "2026-05", "2026-05-29T21:00:00Z", 0, 1, 1, null, "{'city': {'Bern': (1, 1)}}");
        totals(
                code,
                "HOUR",
                "2026-05",
                "2026-05-29T23:00:00Z",
                1,
                2,
                0,
                null,
                "{'city': {'Bern': (1, 0), 'Wien': (1, 0)}}");
        totals(code, "DAY", "2026", "2026-05-29T00:00:00Z", 0, 101, 1, null, "{'city': {'Bern': (101, 1)}}");
        // two whole days and two shards; hours keep more values than a day does
        totals(
                code,
                "HOUR",
                "2026-05",
                "2026-05-30T09:00:00Z",
                0,
                4,
                0,
                null,
                "{'city': {'Bern': (3, 0), 'Oslo': (1, 0)}}");
        totals(code, "HOUR", "2026-05", "2026-05-30T09:00:00Z", 1, 8, 0, null, "{'city': {'Wien': (8, 0)}}");
        totals(code, "HOUR", "2026-05", "2026-05-31T10:00:00Z", 1, 16, 0, null, "{'city': {'Wien': (16, 0)}}");
        totals(code, "DAY", "2026", "2026-05-30T00:00:00Z", 0, 4, 0, null, "{'city': {'Bern': (3, 0), '~': (1, 0)}}");
        totals(code, "DAY", "2026", "2026-05-30T00:00:00Z", 1, 8, 0, null, "{'city': {'Wien': (8, 0)}}");
        totals(code, "DAY", "2026", "2026-05-31T00:00:00Z", 1, 16, 0, null, "{'city': {'Wien': (16, 0)}}");
        // an incomplete day
        totals(code, "HOUR", "2026-06", "2026-06-01T00:00:00Z", 0, 32, 0, null, "{'city': {'': (32, 0)}}");
        totals(code, "HOUR", "2026-06", "2026-06-01T02:00:00Z", 0, 64, 0, null, "{'city': {'Bern': (64, 0)}}");
        totals(code, "DAY", "2026", "2026-06-01T00:00:00Z", 0, 96, 0, null, "{'city': {'Bern': (64, 0), '': (32, 0)}}");

        JsonNode stats = get("/api/v1/links/" + code
                + "/stats?interval=hour&groupBy=city&from=2026-05-29T21:00:00Z&to=2026-06-01T02:00:00Z");
        assertThat(stats.at("/total").toString()).isEqualTo("{\"human\":63,\"bot\":1,\"unique\":0}");
        assertThat(stats.at("/data").findValuesAsText("human")).containsExactly("1", "2", "12", "16", "32");
        assertThat(groups(stats)).isEqualTo(Map.of("", 32, "Wien", 25, "Bern", 5, "~", 1));
    }

    @Test
    void eachDayIsReadFromItsGeneration() throws Exception {
        String code = UUID.randomUUID().toString();
        for (int generation = 1; generation <= 2; generation++) {
            String suffix = VisitStatsKey.suffix(generation);
            String city = "{'city': {'of-" + generation + "': (1, 0)}}";
            for (int day = 28; day <= 30; day++) {
                totals(code, "DAY", "2026" + suffix, "2026-05-" + day + "T00:00:00Z", 0, 1, 0, null, city);
                totals(code, "HOUR", "2026-05" + suffix, "2026-05-" + day + "T08:00:00Z", 0, 1, 0, null, city);
            }
        }
        Instant second = Instant.parse("2026-05-29T00:00:00Z");
        Counts counts = new Counts(
                List.of(Generation.FIRST, new Generation(2, second, second, List.of(), Optional.empty())),
                Optional.empty(),
                List.of());
        SelectTotals totals = new SelectTotals(
                new KeyspaceSession(cassandra, keyspace, Duration.ofSeconds(30), new CassandraSpans(Tracing.off())),
                () -> counts);
        for (StatsUnit unit : StatsUnit.values()) {
            StatsQuery query = new StatsQuery(
                    second.minus(Duration.ofDays(1)), second.plus(Duration.ofDays(2)), unit, "city", TableFormat.JSON);
            SelectTotals.Found found =
                    totals.of(code, query, Reading.unbounded()).get(30, TimeUnit.SECONDS);
            assertThat(found.total().human()).isEqualTo(3);
            assertThat(found.groups().sortBySize())
                    .containsExactly(new VisitGroups.Group("of-2", 2, 0), new VisitGroups.Group("of-1", 1, 0));
        }
    }

    @Test
    void allLinksAndOrphansHaveTotalsAndAnUnknownCodeHasNone() throws Exception {
        totals("*", "DAY", "2026", "2026-06-01T00:00:00Z", 0, 42, 0, null, "");
        totals("*orphans", "DAY", "2026", "2026-06-01T00:00:00Z", 1, 7, 0, null, "{'kind': {'UNKNOWN': (7, 0)}}");
        assertThat(get("/api/v1/stats").at("/total/human").asInt()).isEqualTo(42);
        JsonNode orphans = get("/api/v1/stats/orphans?groupBy=kind");
        assertThat(orphans.at("/groups/0/value").asText()).isEqualTo("UNKNOWN");
        assertThat(browser.get("/api/v1/links/no-such-link/stats").statusCode()).isEqualTo(404);
        assertThat(browser.get("/api/v1/links/no-such-link/visits").statusCode())
                .isEqualTo(404);
    }

    @Test
    void tablesContainNoFormulasForSpreadsheets() throws Exception {
        String code = link();
        totals(code, "DAY", "2026", "2026-06-01T00:00:00Z", 0, 3, 1, null, "{'referrer': {'=cmd(1,2)': (3, 1)}}");
        HttpResponse<String> csv = browser.get("/api/v1/links/" + code + "/stats", "Accept", "text/csv");
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(csv.body()).isEqualTo("start,human,bot,unique\r\n2026-06-01T00:00:00Z,3,1,0\r\n");
        assertThat(browser.get("/api/v1/links/" + code + "/stats?groupBy=referrer&format=csv")
                        .body())
                .isEqualTo("value,human,bot\r\n\"'=cmd(1,2)\",3,1\r\n");
        assertThat(browser.get("/api/v1/links/" + code + "/stats?format=ndjson").body())
                .isEqualTo("{\"start\":\"2026-06-01T00:00:00Z\",\"human\":3,\"bot\":1,\"unique\":0}\n");
    }

    @Test
    void singleVisitsComeNewestFirstOverDaysInPages() throws Exception {
        String code = link();
        List<Instant> moments = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            Instant at = NOON.minusSeconds(i * 7_200L);
            moments.add(at);
            cassandra.execute(
                    "INSERT INTO " + keyspace + ".visits (code, day, at, journal, partition, sequence, kind, browser)"
                            + " VALUES (?, ?, ?, 'j', 0, ?, 'REDIRECT', 'Chrome')",
                    code,
                    LocalDate.ofInstant(at, java.time.ZoneOffset.UTC),
                    at,
                    (long) i);
        }
        List<Instant> seen = new ArrayList<>();
        String cursor = "";
        while (!cursor.equals("null")) {
            JsonNode page = get("/api/v1/links/" + code + "/visits?limit=4" + cursor);
            page.at("/data")
                    .forEach(visit -> seen.add(Instant.parse(visit.at("/at").asText())));
            cursor = page.at("/nextCursor").isNull()
                    ? "null"
                    : "&cursor=" + page.at("/nextCursor").asText();
        }
        assertThat(seen).isEqualTo(moments);
        HttpResponse<String> csv = browser.get("/api/v1/links/" + code + "/visits?format=csv&limit=1");
        assertThat(csv.body().lines().toList().get(1)).startsWith("j-0-0,2026-06-01T12:00:00Z,REDIRECT,,,Chrome,");
        assertThat(csv.headers().firstValue("Linklog-Next-Cursor")).isPresent();
    }

    @Test
    void invalidParametersAreRefusedWithAnExplanation() throws Exception {
        String code = link();
        for (String wrong : new String[] {
            "stats?from=yesterday",
            "stats?from=2026-06-02&to=2026-06-01",
            "stats?interval=minute",
            "stats?interval=hour&from=2026-01-01",
            "stats?from=2001-01-01",
            "stats?groupBy=shoe",
            "stats?limit=3",
            "stats?from=-999999999-01-01",
            "visits?cursor=1.2026-06-01.AAAA",
            "visits?cursor=x",
            "visits?cursor=1.9999-12-31.",
            "visits?limit=0",
            "visits?format=xml"
        }) {
            HttpResponse<String> answer = browser.get("/api/v1/links/" + code + "/" + wrong);
            assertThat(answer.statusCode()).as(wrong + ": " + answer.body()).isEqualTo(400);
            assertThat(json.readTree(answer.body()).at("/detail").asText())
                    .as(wrong)
                    .isNotBlank();
        }
    }

    @Test
    void refusedVisitsAreReconciledAndNotCounted() throws Exception {
        cassandra.execute(
                "INSERT INTO " + keyspace + ".visits_counted (journal, partition, sequence, missing, repeated,"
                        + " refused) VALUES ('of a process that ended', 0, 10, 0, 1, 3)");
        // a row from before the column existed
        cassandra.execute(
                "INSERT INTO " + keyspace + ".visits_counted (journal, partition, sequence, missing, repeated)"
                        + " VALUES ('of a process that ended', 1, 5, 0, 0)");
        JsonNode reconciliation = get("/api/v1/stats/reconcile");
        assertThat(reconciliation.at("/former").toString())
                .isEqualTo("{\"journals\":1,\"counted\":12,\"missing\":0,\"repeated\":1,\"refused\":3,\"dropped\":0}");
        assertThat(reconciliation.at("/balanced").asBoolean()).isTrue();
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = browser.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private static Map<String, Integer> groups(JsonNode stats) {
        Map<String, Integer> people = new HashMap<>();
        stats.at("/groups")
                .forEach(group -> people.put(
                        group.at("/value").asText(), group.at("/human").asInt()));
        return people;
    }

    private static String link() {
        Link link = TestLinks.link(UUID.randomUUID().toString().substring(0, 13), "https://example.org/");
        backstage.log(TestLinks.create(link));
        return link.getCode();
    }

    private static void totals(
            String code,
            String unit,
            String period,
            String start,
            int shard,
            long human,
            long bot,
            ByteBuffer visitors,
            String dimensions) {
        cassandra.execute(
                "INSERT INTO " + keyspace + ".visit_totals (code, unit, period, start, shard, human, bot, visitors,"
                        + " dimensions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                        + (dimensions.isEmpty() ? "{}" : dimensions) + ")",
                code,
                unit,
                period,
                Instant.parse(start),
                shard,
                human,
                bot,
                visitors);
    }

    /** A sketch of visitors with consecutive numbers, both bounds included. */
    private static ByteBuffer sketch(int from, int to) {
        HllSketch sketch = new HllSketch(11);
        for (int visitor = from; visitor <= to; visitor++) {
            sketch.update((long) visitor);
        }
        return ByteBuffer.wrap(sketch.toCompactByteArray());
    }
}
