package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.tracing.Tracing;
import io.linklog.query.TestLinks;
import io.linklog.query.lookup.TestLookups;
import io.linklog.schemas.Link;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import io.opentelemetry.api.trace.SpanContext;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The handler in a real server, with links that have rules. */
class RuleRedirectTest {

    private static final String IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
    private static final Map<String, Link> LINKS = new ConcurrentHashMap<>();

    private static RedirectServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        server = RedirectServer.start(TestRedirects.handler(TestLookups.over(RuleRedirectTest::load), Tracing.off()));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void theFirstRuleWhoseConditionsAllHoldIsTheTarget() throws Exception {
        link(
                "order",
                301,
                rule("https://example.org/german-ios", condition("language", "de"), condition("device", "ios")),
                rule("https://example.org/ios", condition("device", "ios")),
                rule("https://example.org/linux", condition("browser", "firefox")));

        assertThat(target(get("/order", IPHONE, "Accept-Language", "de-CH,de;q=0.9")))
                .isEqualTo("https://example.org/german-ios");
        assertThat(target(get("/order", IPHONE))).isEqualTo("https://example.org/ios");
        assertThat(target(get("/order", FIREFOX))).isEqualTo("https://example.org/linux");
        assertThat(target(get("/order", "curl/8"))).isEqualTo("https://example.org/order");
        HttpResponse<Void> head = send(request("/order", IPHONE).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(target(head)).isEqualTo("https://example.org/ios");
    }

    @Test
    void noRedirectOfALinkWithRulesIsKept() throws Exception {
        for (int status : new int[] {301, 302, 307, 308}) {
            link("kept-" + status, status, rule("https://example.org/ios", condition("device", "ios")));
            for (String agent : List.of(IPHONE, FIREFOX)) {
                HttpResponse<Void> answer = get("/kept-" + status, agent);
                assertThat(answer.statusCode()).isEqualTo(status == 301 || status == 302 ? 302 : 307);
                assertThat(answer.headers().allValues("Cache-Control")).containsExactly("private, no-store");
                assertThat(answer.headers().firstValue("X-Robots-Tag")).contains("noindex");
            }
        }
    }

    @Test
    void theQueryChoosesATargetAndIsForwardedToIt() throws Exception {
        link(
                "query",
                302,
                rule("https://example.org/beta?x=1#top", new RuleCondition("query-param", "v\u00e9", "b c")),
                rule("https://example.org/plain", new RuleCondition("valueless-query-param", "plain", null)));

        assertThat(target(get("/query?v%C3%A9=b+c", FIREFOX)))
                .isEqualTo("https://example.org/beta?x=1&v%C3%A9=b+c#top");
        assertThat(target(get("/query?v%C3%A9=a&v%C3%A9=b%20c", FIREFOX))).startsWith("https://example.org/beta");
        assertThat(target(get("/query?plain", FIREFOX))).isEqualTo("https://example.org/plain?plain");
        assertThat(target(get("/query?plain=1", FIREFOX))).isEqualTo("https://example.org/query?plain=1");
    }

    @Test
    void addressAndReferrerComeFromTheRequestBehindTheEdge() throws Exception {
        link(
                "origin",
                302,
                rule("https://example.org/office", condition("ip-address", "203.0.113.*")),
                rule("https://example.org/news", condition("referrer", "*.news.example")));

        assertThat(target(get("/origin", FIREFOX, "X-Forwarded-For", "198.51.100.1, 203.0.113.7")))
                .isEqualTo("https://example.org/office");
        assertThat(target(get("/origin", FIREFOX, "X-Forwarded-For", "203.0.113.7, 198.51.100.1")))
                .isEqualTo("https://example.org/origin");
        assertThat(target(get("/origin", FIREFOX, "Referer", "https://www.News.example/a?b")))
                .isEqualTo("https://example.org/news");
        assertThat(target(get("/origin", FIREFOX, "Referer", "https://news.example.evil/a")))
                .isEqualTo("https://example.org/origin");
    }

    @Test
    void aShareOfTheVisitorsStaysWithItsTargetWithoutACookie() throws Exception {
        RedirectRule half = rule("https://example.org/b", condition("percentage", "50"));
        link("share", 302, half);
        Set<String> first = chosen("share");
        assertThat(first.size()).isBetween(20, 80);
        assertThat(chosen("share")).isEqualTo(first);

        link("share-edited", 302, rule("https://example.org/c", condition("device", "android")), half);
        assertThat(chosen("share-edited")).as("another link has another share").isNotEqualTo(first);
    }

    @Test
    void aRuleOfALaterVersionNeverHolds() throws Exception {
        link(
                "later",
                302,
                rule("https://example.org/a", condition("weather", "rain")),
                rule("https://example.org/b"),
                rule("https://example.org/c", condition("browser", "firefox")));

        assertThat(target(get("/later", FIREFOX))).isEqualTo("https://example.org/c");
    }

    /** The last bytes of the addresses that a rule leads elsewhere. */
    private Set<String> chosen(String code) throws Exception {
        Set<String> chosen = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            String address = "198.51.100." + i;
            if (target(get("/" + code, FIREFOX, "X-Forwarded-For", address)).endsWith("/b")) {
                chosen.add(address);
            }
        }
        return chosen;
    }

    private static RedirectRule rule(String target, RuleCondition... conditions) {
        return new RedirectRule(target, List.of(conditions));
    }

    private static RuleCondition condition(String type, String value) {
        return new RuleCondition(type, null, value);
    }

    private static void link(String code, int status, RedirectRule... rules) {
        Link link = TestLinks.link(code, "https://example.org/" + code);
        link.getAttributes().setRedirectStatus(status);
        link.getAttributes().setRedirectRules(List.of(rules));
        LINKS.put(code, link);
    }

    private static CompletableFuture<Optional<Link>> load(String code, SpanContext trace) {
        return CompletableFuture.completedFuture(Optional.ofNullable(LINKS.get(code)));
    }

    private HttpResponse<Void> get(String path, String agent, String... headers) throws Exception {
        HttpRequest.Builder request = request(path, agent);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static HttpRequest.Builder request(String path, String agent) {
        return HttpRequest.newBuilder(server.uri(path)).header("User-Agent", agent);
    }

    private HttpResponse<Void> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    private static String target(HttpResponse<Void> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
