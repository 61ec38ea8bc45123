package io.linklog.query.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.process.Health;
import io.linklog.query.Backstage;
import io.linklog.query.Browser;
import io.linklog.query.QueryService;
import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code maxVisits} with two instances that share only Cassandra. */
class VisitLimitsIT {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

    private static Backstage backstage;
    private static final List<QueryService> services = new ArrayList<>();
    private static final List<Browser> browsers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        backstage = new Backstage(SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD));
        backstage.activate(backstage.createKeyspace());
        for (String id : List.of("query-service-1", "query-service-2")) {
            QueryService service = backstage.start(Map.of("LINKLOG_INSTANCE_ID", id), InstantSource.system());
            services.add(service);
            browsers.add(new Browser(service.port()));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (QueryService service : services) {
            service.close();
        }
        backstage.close();
    }

    @Test
    void exactlyTheMaximumIsRedirectedUnderConcurrency() throws Exception {
        String code = link(25);
        AtomicInteger redirected = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<String> others = java.util.Collections.synchronizedList(new ArrayList<>());
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> visitors = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Browser browser = browsers.get(i % 2);
            Thread visitor = new Thread(() -> {
                try {
                    start.await();
                    for (int n = 0; n < 6; n++) {
                        var answer = browser.get("/" + code, "User-Agent", FIREFOX);
                        switch (answer.statusCode()) {
                            case 302 -> redirected.incrementAndGet();
                            case 410 -> refused.incrementAndGet();
                            default -> others.add(answer.statusCode() + " " + answer.body());
                        }
                    }
                } catch (Exception e) {
                    others.add(e.toString());
                }
            });
            visitor.start();
            visitors.add(visitor);
        }
        start.countDown();
        for (Thread visitor : visitors) {
            visitor.join();
        }
        assertThat(others).isEmpty();
        assertThat(redirected.get()).isEqualTo(25);
        assertThat(refused.get()).isEqualTo(48 - 25);
    }

    @Test
    void botsAndPreviewsTakeNoPlace() throws Exception {
        String code = link(1);
        for (int i = 0; i < 3; i++) {
            assertThat(browsers.get(0)
                            .get("/" + code, "User-Agent", "Iframely/1.3.1 (+https://iframely.com/docs/about)")
                            .statusCode())
                    .isEqualTo(302);
            assertThat(browsers.get(0).get("/" + code, "User-Agent", "curl/8").statusCode())
                    .isEqualTo(302);
            assertThat(browsers.get(0)
                            .get("/" + code, "User-Agent", FIREFOX, "Sec-Purpose", "prefetch")
                            .statusCode())
                    .isEqualTo(302);
        }
        assertThat(browsers.get(1).get("/" + code, "User-Agent", FIREFOX).statusCode())
                .isEqualTo(302);
        assertThat(browsers.get(0).get("/" + code, "User-Agent", FIREFOX).statusCode())
                .isEqualTo(410);
        assertThat(browsers.get(0).get("/" + code, "User-Agent", "curl/8").statusCode())
                .isEqualTo(410);
    }

    @Test
    void aLinkThatHasEndedGivesItsTargetToNobodyFromTheFirstRequestAfterARestart() throws Exception {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String code = link(2);
            codes.add(code);
            for (int n = 0; n < 2; n++) {
                assertThat(browsers.get(0)
                                .get("/" + code, "User-Agent", FIREFOX)
                                .statusCode())
                        .isEqualTo(302);
            }
            assertThat(browsers.get(0).get("/" + code, "User-Agent", FIREFOX).statusCode())
                    .isEqualTo(410);
        }
        QueryService restarted =
                backstage.start(Map.of("LINKLOG_INSTANCE_ID", "query-service-3"), InstantSource.system());
        services.add(restarted);
        Browser browser = new Browser(restarted.port());
        // each is the first request for its link
        List<HttpResponse<String>> answers = List.of(
                browser.get("/" + codes.get(0), "User-Agent", "curl/8"),
                browser.send("HEAD", "/" + codes.get(1), "User-Agent", FIREFOX),
                browser.get("/" + codes.get(2), "User-Agent", FIREFOX, "Sec-Purpose", "prefetch"),
                browser.get("/" + codes.get(3) + "+", "User-Agent", FIREFOX),
                browser.get("/" + codes.get(4) + "/qr", "User-Agent", FIREFOX));
        for (HttpResponse<String> answer : answers) {
            assertThat(answer.statusCode()).as(answer.uri().toString()).isEqualTo(410);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
            assertThat(answer.body()).doesNotContain("example.org");
        }
        assertThat(browser.get("/api/v1/links/" + codes.get(0)).body()).contains("https://example.org/");
    }

    @Test
    void placesOfTheFormerTableStayTaken() throws Exception {
        String code = link(3);
        try (CqlSession cassandra = backstage.settings(Map.of()).cassandra().open()) {
            cassandra.execute("CREATE TABLE IF NOT EXISTS linklog_limits.places (code text, place bigint, visitor uuid,"
                    + " PRIMARY KEY (code, place)) WITH CLUSTERING ORDER BY (place DESC)");
            for (long place = 1; place <= 2; place++) {
                cassandra.execute(
                        "INSERT INTO linklog_limits.places (code, place, visitor) VALUES (?, ?, uuid())", code, place);
            }
            try (VisitPlaces places =
                    new VisitPlaces(cassandra, "unused", "query-service-4", Duration.ofSeconds(30), new Health())) {
                assertThat(places.enter(code, 3).get(1, TimeUnit.MINUTES)).isTrue();
                assertThat(places.enter(code, 3).get(1, TimeUnit.MINUTES)).isFalse();
            }
        }
    }

    @Test
    void aRaisedLimitAdmitsMoreVisitorsAndBrowsersKeepNoLimitedRedirect() throws Exception {
        Link link = TestLinks.link(UUID.randomUUID().toString().substring(0, 13), "https://example.org/");
        link.getAttributes().setMaxVisits(1L);
        link.getAttributes().setRedirectStatus(301);
        backstage.log(TestLinks.create(link));
        var first = browsers.get(0).get("/" + link.getCode(), "User-Agent", FIREFOX);
        assertThat(first.statusCode()).isEqualTo(302);
        assertThat(first.headers().firstValue("Cache-Control")).contains("private, no-store");
        assertThat(browsers.get(0)
                        .get("/" + link.getCode(), "User-Agent", FIREFOX)
                        .statusCode())
                .isEqualTo(410);
        backstage.log(TestLinks.edit(link, edited -> edited.getAttributes().setMaxVisits(2L)));
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> browsers.get(0)
                                .get("/" + link.getCode(), "User-Agent", FIREFOX)
                                .statusCode()
                        == 302);
        assertThat(browsers.get(0)
                        .get("/" + link.getCode(), "User-Agent", FIREFOX)
                        .statusCode())
                .isEqualTo(410);
    }

    private static String link(long maxVisits) {
        Link link = TestLinks.link(UUID.randomUUID().toString().substring(0, 13), "https://example.org/");
        link.getAttributes().setMaxVisits(maxVisits);
        backstage.log(TestLinks.create(link));
        return link.getCode();
    }
}
