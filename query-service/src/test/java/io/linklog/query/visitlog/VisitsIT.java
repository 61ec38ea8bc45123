package io.linklog.query.visitlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.linklog.query.Backstage;
import io.linklog.query.Browser;
import io.linklog.query.QueryService;
import io.linklog.query.TestLinks;
import io.linklog.schemas.DeviceClass;
import io.linklog.schemas.Link;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Visits and the records of the topic {@code visits}. */
class VisitsIT {

    // the current time: the broker deletes records with timestamps older than the retention
    private static final Instant NOON = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/126.0.0.0 Safari/537.36";

    private static final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private static Backstage backstage;
    private static QueryService service;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        backstage = new Backstage(SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD));
        String keyspace = backstage.createKeyspace();
        backstage.activate(keyspace);
        // no collector listens there; spans are recorded nevertheless
        service = backstage.start(Map.of("LINKLOG_OTLP_ENDPOINT", "http://127.0.0.1:1"), now::get);
        browser = new Browser(service.port());
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        backstage.close();
    }

    @BeforeEach
    void setClock() {
        now.set(NOON);
    }

    @Test
    void aRedirectLogsAVisitWithEverythingThatMayBeKept() throws Exception {
        String code = link(null);
        browser.get(
                "/" + code,
                "User-Agent",
                CHROME,
                "Referer",
                "https://user:secret@News.Example.org:8443/page?q=1",
                "X-Forwarded-For",
                "198.51.100.1, 203.0.113.77");
        Visit visit = visits(code, 1).get(0);
        assertThat(visit.getKind()).isEqualTo(VisitKind.REDIRECT);
        assertThat(visit.getAt()).isEqualTo(NOON);
        assertThat(visit.getReferrer()).isEqualTo("news.example.org");
        assertThat(visit.getBrowser()).isEqualTo("Chrome");
        assertThat(visit.getOs()).isEqualTo("Windows");
        assertThat(visit.getBot()).isNull();
        assertThat(visit.getAddress()).as("anonymized").isEqualTo("203.0.113.0");
        assertThat(visit.getVisitor()).isNotNull();
        assertThat(visit.getJournal()).startsWith("query-service-1-");
    }

    /** The browser of this test has one connection, as the edge has for many visitors. */
    @Test
    void agentsThatDifferInCaseAreKeptAsTheyWereSent() throws Exception {
        String code = link(null);
        for (String agent : List.of("Reader/1", "READER/1", "reader/1")) {
            browser.get("/" + code, "User-Agent", agent);
        }
        assertThat(visits(code, 3)).extracting(Visit::getUserAgent).containsExactly("Reader/1", "READER/1", "reader/1");
    }

    @Test
    void visitorsHaveStableAndDistinctHashes() throws Exception {
        String code = link(null);
        for (String address : List.of("203.0.113.1", "203.0.113.1", "203.0.113.2")) {
            browser.get("/" + code, "User-Agent", CHROME, "X-Forwarded-For", address);
        }
        List<Visit> visits = visits(code, 3);
        assertThat(visits.get(0).getVisitor()).isEqualTo(visits.get(1).getVisitor());
        assertThat(visits.get(0).getVisitor()).isNotEqualTo(visits.get(2).getVisitor());
    }

    @Test
    void aVisitorWhoAsksForPrivacyIsOnlyCounted() throws Exception {
        String code = link(null);
        String referrer = "https://clinic.example.org/";
        browser.get("/" + code, "User-Agent", CHROME, "Referer", referrer, "DNT", "1");
        browser.get("/" + code, "User-Agent", CHROME, "Referer", referrer, "Sec-GPC", "1");
        for (Visit visit : visits(code, 2)) {
            assertThat(visit.getReferrer()).isNull();
            assertThat(visit.getCountry()).isNull();
            assertThat(visit.getDevice()).isEqualTo(DeviceClass.OTHER);
            assertThat(visit.getAddress()).isNull();
            assertThat(visit.getVisitor()).isNull();
            assertThat(visit.getUserAgent()).isNull();
            assertThat(visit.getBrowser()).isNull();
            assertThat(visit.getBot()).isNull();
        }
    }

    @Test
    void aBotThatAsksForPrivacyIsABot() throws Exception {
        String code = link(null);
        browser.get("/" + code, "User-Agent", "curl/8.5.0", "DNT", "1");
        browser.get("/" + code, "User-Agent", " ", "DNT", "1");
        List<Visit> visits = visits(code, 2);
        assertThat(visits).extracting(Visit::getBot).containsExactly("program", "no user agent");
        assertThat(visits).extracting(Visit::getAddress).containsOnlyNulls();
        assertThat(visits).extracting(Visit::getVisitor).containsOnlyNulls();
    }

    @Test
    void programsAndPreviewsAreMarkedAsBots() throws Exception {
        String code = link(null);
        browser.get("/" + code, "User-Agent", "curl/8.5.0");
        browser.get("/" + code, "User-Agent", CHROME, "Sec-Purpose", "prefetch;prerender");
        browser.send("HEAD", "/" + code, "User-Agent", CHROME);
        assertThat(visits(code, 3)).extracting(Visit::getBot).containsExactly("program", "prefetch", "HEAD");
    }

    @Test
    void visitsWithoutALinkAreOrphansOfTheirKind() throws Exception {
        String unknown = code();
        String open = link(NOON.plusSeconds(60));
        browser.get("/" + unknown, "User-Agent", CHROME);
        browser.get("/" + open, "User-Agent", CHROME);
        now.set(NOON.plusSeconds(120));
        browser.get("/" + open, "User-Agent", CHROME);
        assertThat(visits(unknown, 1)).extracting(Visit::getKind).containsExactly(VisitKind.UNKNOWN);
        assertThat(visits(open, 2)).extracting(Visit::getKind).containsExactly(VisitKind.REDIRECT, VisitKind.EXPIRED);
    }

    @Test
    void pathsWithASecondSlashAreOrphans() throws Exception {
        String first = code();
        for (String path : List.of("/" + first + "/a", "/" + first + "//b/c.php", "/" + first + "/b%C3%BCcher")) {
            assertThat(browser.get(path, "User-Agent", CHROME).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        for (String name : List.of("/" + first + "/a", "/" + first + "//b/c.php")) {
            assertThat(visits(name, 1)).extracting(Visit::getKind).containsExactly(VisitKind.UNKNOWN);
        }
        // a page of a link that does not exist is no visit
        browser.get("/" + first + "/qr", "User-Agent", CHROME);
        assertThat(backstage.readVisits(Set.of("/" + first + "/qr"))).isEmpty();
    }

    @Test
    void aVisitBelongsToTheTenantOfItsLinkWhateverTheStateOfTheLink() throws Exception {
        Link ended = TestLinks.link(code(), "https://example.org/");
        ended.setTenant("team-1");
        ended.getAttributes().setValidSince(NOON.plusSeconds(60));
        ended.getAttributes().setValidUntil(NOON.plusSeconds(180));
        Link deleted = TestLinks.link(code(), "https://example.org/");
        deleted.setTenant("team-1");
        backstage.log(TestLinks.create(ended), TestLinks.create(deleted), TestLinks.delete(deleted));
        String unknown = code();
        browser.get("/" + ended.getCode());
        now.set(NOON.plusSeconds(120));
        browser.get("/" + ended.getCode());
        now.set(NOON.plusSeconds(240));
        browser.get("/" + ended.getCode());
        browser.get("/" + deleted.getCode());
        browser.get("/" + unknown);
        assertThat(visits(ended.getCode(), 3))
                .extracting(Visit::getKind, Visit::getTenant)
                .containsExactly(
                        tuple(VisitKind.NOT_YET, "team-1"),
                        tuple(VisitKind.REDIRECT, "team-1"),
                        tuple(VisitKind.EXPIRED, "team-1"));
        assertThat(visits(deleted.getCode(), 1))
                .extracting(Visit::getKind, Visit::getTenant)
                .containsExactly(tuple(VisitKind.DELETED, "team-1"));
        assertThat(visits(unknown, 1)).extracting(Visit::getTenant).containsExactly("default");
    }

    @Test
    void theVisitOfASampledRedirectCarriesItsTrace() throws Exception {
        String code = link(null);
        String trace = "0af7651916cd43dd8448eb211c80319c";
        browser.get("/" + code, "User-Agent", CHROME, "traceparent", "00-" + trace + "-b7ad6b7169203331-01");
        browser.get("/" + code, "User-Agent", CHROME, "traceparent", "00-" + trace + "-b7ad6b7169203331-00");
        visits(code, 2);
        assertThat(backstage.readTraces(code)).containsExactly(trace, "");
    }

    @Test
    void absurdHeadersAreAcceptedAndTruncated() throws Exception {
        String code = link(null);
        String agent = "\"<script>'; -- ".repeat(500);
        assertThat(browser.get(
                                "/" + code,
                                "User-Agent",
                                agent,
                                "Referer",
                                "://".repeat(1_000),
                                "X-Forwarded-For",
                                "not-an-address,".repeat(100))
                        .statusCode())
                .isEqualTo(302);
        Visit visit = visits(code, 1).get(0);
        assertThat(visit.getUserAgent()).hasSize(512);
        assertThat(visit.getReferrer()).isNull();
        assertThat(visit.getAddress()).isEqualTo("127.0.0.0");
    }

    private static String link(Instant validUntil) {
        Link link = TestLinks.link(code(), "https://example.org/");
        link.getAttributes().setValidUntil(validUntil);
        backstage.log(TestLinks.create(link));
        return link.getCode();
    }

    private static List<Visit> visits(String code, int number) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> backstage.readVisits(Set.of(code)).size() >= number);
        List<Visit> found = backstage.readVisits(Set.of(code));
        assertThat(found).hasSize(number);
        return found;
    }

    private static String code() {
        return UUID.randomUUID().toString().substring(0, 13);
    }
}
