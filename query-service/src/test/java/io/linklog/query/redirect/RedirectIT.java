package io.linklog.query.redirect;

import static io.linklog.query.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.query.Backstage;
import io.linklog.query.Browser;
import io.linklog.query.QueryService;
import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedirectIT {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private static final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private static Backstage backstage;
    private static String keyspace;
    private static QueryService service;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        backstage = new Backstage(SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.CASSANDRA, Server.ETCD));
        keyspace = backstage.createKeyspace();
        backstage.activate(keyspace);
        service = backstage.start(Map.of("LINKLOG_ABUSE_CONTACT", "abuse@example.org"), now::get);
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
    void eachStatusRedirectsToTheExactTargetAndIsCachedBriefly() throws Exception {
        for (int status : new int[] {301, 302, 307, 308}) {
            Link link = TestLinks.link(code(), "https://example.org/a%20b?x=1&y=%C3%A4#part");
            link.getAttributes().setRedirectStatus(status);
            backstage.log(TestLinks.create(link));

            for (String method : new String[] {"GET", "HEAD"}) {
                var answer = browser.send(method, "/" + link.getCode());
                assertThat(answer.statusCode()).isEqualTo(status);
                assertThat(location(answer)).isEqualTo("https://example.org/a%20b?x=1&y=%C3%A4#part");
                assertThat(answer.body()).isEmpty();
                assertThat(answer.headers().firstValue("X-Robots-Tag")).contains("noindex");
                assertThat(answer.headers().firstValue("Cache-Control"))
                        .contains(status == 301 || status == 308 ? "private, max-age=30" : "no-store");
            }
        }
    }

    @Test
    void aLinkRedirectsRightAfterItsCommitWithoutTheProjector() throws Exception {
        for (int i = 0; i < 50; i++) {
            Link link = TestLinks.link(code(), "https://example.org/" + i);
            backstage.log(TestLinks.create(link));
            assertThat(location(browser.get("/" + link.getCode()))).isEqualTo("https://example.org/" + i);
        }
    }

    @Test
    void aLinkThatOnlyCassandraHasRedirects() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/from-cassandra");
        backstage.project(keyspace, TestLinks.create(link));
        assertThat(location(browser.get("/" + link.getCode()))).isEqualTo("https://example.org/from-cassandra");
        assertThat(location(browser.get("/" + link.getCode()))).isEqualTo("https://example.org/from-cassandra");
    }

    @Test
    void editsDeletesAndRestoresReachRedirectsThroughTheLogAlone() throws Exception {
        Link first = TestLinks.link(code(), "https://example.org/1");
        backstage.project(keyspace, TestLinks.create(first));
        assertThat(location(browser.get("/" + first.getCode()))).isEqualTo("https://example.org/1");

        LinkEvent edited = TestLinks.edit(first, link -> link.getAttributes().setLongUrl("https://example.org/2"));
        backstage.log(edited);
        awaitAnswer(first, 302, "https://example.org/2");
        LinkEvent deleted = TestLinks.delete(edited.getLink());
        backstage.log(deleted);
        awaitAnswer(first, 410, "none, status 410");
        backstage.log(TestLinks.restore(deleted.getLink()));
        awaitAnswer(first, 302, "https://example.org/2");
    }

    @Test
    void aLinkThatWasTakenDownSaysWhyOnEveryPageOfItUntilItIsReinstated() throws Exception {
        Link cached = TestLinks.link(code(), "https://example.org/1");
        backstage.log(TestLinks.create(cached));
        awaitAnswer(cached, 302, "https://example.org/1");
        LinkEvent takedown = TestLinks.takeDown(cached, "phishing <b>");
        backstage.log(takedown);
        awaitAnswer(cached, 451, "none, status 451");

        Link cold = TestLinks.link(code(), "https://example.org/1");
        backstage.project(keyspace, TestLinks.create(cold), TestLinks.takeDown(cold, "phishing <b>"));
        for (Link link : List.of(cached, cold)) {
            for (String page : List.of("", "+", "/qr")) {
                var forBrowsers = browser.get("/" + link.getCode() + page, "Accept", "text/html");
                assertThat(forBrowsers.statusCode()).as(page).isEqualTo(451);
                assertThat(forBrowsers.body())
                        .contains("phishing &lt;b&gt;", "abuse@example.org")
                        .doesNotContain("example.org/1", "<b>");
                assertThat(forBrowsers.headers().firstValue("Link"))
                        .get()
                        .asString()
                        .contains("rel=\"blocked-by\"");
                assertThat(forBrowsers.headers().firstValue("Cache-Control")).contains("no-store");
            }
            assertThat(browser.get("/" + link.getCode()).body())
                    .contains("urn:linklog:problem:taken-down", "\"reason\":\"phishing <b>\"");
        }
        backstage.log(TestLinks.reinstate(takedown.getLink()));
        awaitAnswer(cached, 302, "https://example.org/1");
    }

    @Test
    void aLinkIsNotFoundBeforeItsTimeAndGoneAfterIt() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/");
        link.getAttributes().setValidSince(NOON.plus(Duration.ofHours(1)));
        link.getAttributes().setValidUntil(NOON.plus(Duration.ofHours(2)));
        link.getAttributes().setRedirectStatus(301);
        backstage.log(TestLinks.create(link));

        assertThat(browser.get("/" + link.getCode()).statusCode()).isEqualTo(404);
        now.set(NOON.plus(Duration.ofHours(1)));
        assertThat(browser.get("/" + link.getCode()).statusCode()).isEqualTo(301);
        now.set(NOON.plus(Duration.ofHours(2)).minusSeconds(7));
        assertThat(browser.get("/" + link.getCode()).headers().firstValue("Cache-Control"))
                .as("browsers must not cache it beyond its end")
                .contains("private, max-age=7");
        now.set(NOON.plus(Duration.ofHours(2)));
        assertThat(browser.get("/" + link.getCode()).statusCode()).isEqualTo(410);
    }

    @Test
    void anUnknownCodeIsNotFoundAsAPageForBrowsersAndAProblemForPrograms() throws Exception {
        var forPrograms = browser.get("/nothing-here");
        assertThat(forPrograms.statusCode()).isEqualTo(404);
        assertThat(forPrograms.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(forPrograms.body()).contains("urn:linklog:problem:not-found");
        assertThat(forPrograms.headers().firstValue("Cache-Control")).contains("no-store");

        var forBrowsers = browser.get("/nothing-here", "Accept", "text/html,application/xhtml+xml");
        assertThat(forBrowsers.statusCode()).isEqualTo(404);
        assertThat(forBrowsers.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(forBrowsers.body()).contains("Link not found");
    }

    @Test
    void otherMethodsAreRefusedWithTheAllowedOnes() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/no-password");
        backstage.log(TestLinks.create(link));
        String code = "/" + link.getCode();
        for (String path : List.of(code, "/some-code+", code + "/qr", "/", "/robots.txt")) {
            for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
                var answer = browser.send(method, path);
                assertThat(answer.statusCode()).as(path).isEqualTo(method.equals("OPTIONS") ? 204 : 405);
                assertThat(answer.headers().firstValue("Allow")).as(path).contains("GET, HEAD, OPTIONS");
            }
        }
    }

    @Test
    void theVisitorsQueryIsForwardedWhenTheLinkAsksForIt() throws Exception {
        Link forwarding = TestLinks.link(code(), "https://example.org/?a=1#end");
        Link plain = TestLinks.link(code(), "https://example.org/?a=1#end");
        plain.getAttributes().setForwardQuery(false);
        backstage.log(TestLinks.create(forwarding), TestLinks.create(plain));
        assertThat(location(browser.get("/" + forwarding.getCode() + "?b=2&b=%0D%0Ax")))
                .isEqualTo("https://example.org/?a=1&b=2&b=%0D%0Ax#end");
        assertThat(location(browser.get("/" + plain.getCode() + "?b=2"))).isEqualTo("https://example.org/?a=1#end");
    }

    @Test
    void aLineBreakInTheLogDoesNotReachTheResponse() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/\r\nSet-Cookie: a=b\u0000ä");
        backstage.log(TestLinks.create(link));
        var answer = browser.get("/" + link.getCode());
        // as a browser reads it: a line break within a URL is no part of it
        assertThat(location(answer)).isEqualTo("https://example.org/Set-Cookie:%20a=b%00%C3%A4");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void anUnreadableRecordDoesNotStopTheTail() throws Exception {
        Link link = TestLinks.link(code(), "https://example.org/behind-garbage");
        backstage.logGarbage(link.getCode());
        backstage.log(TestLinks.create(link));
        assertThat(location(browser.get("/" + link.getCode()))).isEqualTo("https://example.org/behind-garbage");
    }

    private static void awaitAnswer(Link link, int status, String target) {
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var answer = browser.get("/" + link.getCode());
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(location(answer)).isEqualTo(target);
        });
    }

    private static String code() {
        return UUID.randomUUID().toString().substring(0, 13);
    }
}
