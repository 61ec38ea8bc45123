package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.passwords.PasswordHash;
import io.linklog.kit.tracing.Tracing;
import io.linklog.query.TestLinks;
import io.linklog.query.lookup.TestLookups;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.Takedown;
import io.linklog.visits.Agents;
import io.opentelemetry.api.trace.SpanContext;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handler in a real server, asked by link-preview agents and by people. */
class LinkCardTest {

    private static final String SLACK = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
    private static final Map<String, Link> LINKS = new ConcurrentHashMap<>();
    private static final Agents AGENTS = new Agents();

    private static RedirectServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        server = RedirectServer.start(TestRedirects.handler(TestLookups.over(LinkCardTest::load), Tracing.off()));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko)"
                        + " Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
                "Twitterbot/1.0",
                SLACK,
                "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
                "WhatsApp/2.23.20.0",
                "TelegramBot (like TwitterBot)",
                "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
                "Iframely/1.3.1 (+https://iframely.com/docs/about)",
                "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
                "http.rb/5.1.1 (Mastodon/4.2.8; +https://mastodon.social/)"
            })
    void aPreviewAgentGetsTheCardOfALinkWithATitleAndIsABotToTheCount(String agent) throws Exception {
        link("card", link -> {});
        HttpResponse<String> answer = get("card", agent);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(answer.headers().allValues("Vary")).containsExactly("User-Agent");
        assertThat(answer.headers().allValues("X-Robots-Tag")).containsExactly("noindex");
        assertThat(answer.body())
                .contains(
                        "<meta property=\"og:title\" content=\"Spring &lt;sale&gt; &quot;50 %&quot;\">",
                        "<meta property=\"og:url\" content=\"http://sho.rt/card\">",
                        "<meta name=\"twitter:card\" content=\"summary\">")
                .doesNotContain("example.org", "<sale>");
        assertThat(AGENTS.of(agent).bot()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FIREFOX,
                "curl/8.5.0",
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                        + " Mobile/15E148 [FBAN/FBIOS;FBAV/465.0.0.41.102]",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Twitter for iPhone/10.40",
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile WhatsApp/2.24"
            })
    void everybodyElseIsRedirected(String agent) throws Exception {
        link("people", link -> {});
        assertThat(get("people", agent).statusCode()).isEqualTo(302);
    }

    @Test
    void aLinkWithoutATitleRedirectsPreviewAgentsToo() throws Exception {
        link("untitled", link -> link.getAttributes().setTitle(null));
        link("blank", link -> link.getAttributes().setTitle(" "));
        assertThat(get("untitled", SLACK).statusCode()).isEqualTo(302);
        assertThat(get("blank", SLACK).statusCode()).isEqualTo(302);
    }

    @Test
    void descriptionAndImageAreAPartOfTheCardAndEnoughForOne() throws Exception {
        link("image", link -> {
            link.getAttributes().setTitle(null);
            link.getAttributes().setDescription("<b>Half</b> price");
            link.getAttributes().setImageUrl("https://img.example/a b.png?x=1&y=2");
        });
        assertThat(get("image", SLACK).body())
                .contains(
                        "<meta property=\"og:title\" content=\"http://sho.rt/image\">",
                        "<meta property=\"og:description\" content=\"&lt;b&gt;Half&lt;/b&gt; price\">",
                        "<meta property=\"og:image\" content=\"https://img.example/a%20b.png?x=1&amp;y=2\">",
                        "content=\"summary_large_image\"")
                .doesNotContain("<b>", "example.org");
    }

    @Test
    void aLinkWithAPasswordShowsItsFormToAgentsToo() throws Exception {
        link(
                "locked",
                link -> link.getAttributes().setPasswordHash(PasswordHash.of("x", new byte[PasswordHash.SALT_BYTES])));
        assertThat(get("locked", SLACK).body())
                .contains("This link has a password")
                .doesNotContain("Spring", "og:");
    }

    @Test
    void noCardOfALinkThatDoesNotRedirect() throws Exception {
        link("deleted", link -> link.setState(LinkState.DELETED));
        link("expired", link -> link.getAttributes().setValidUntil(Instant.parse("2020-01-01T00:00:00Z")));
        link("early", link -> link.getAttributes().setValidSince(Instant.parse("2999-01-01T00:00:00Z")));
        link("taken", link -> {
            link.setState(LinkState.DELETED);
            link.setTakedown(new Takedown("phishing", 451, true, false, Instant.EPOCH));
        });
        assertRefused("deleted", 410);
        assertRefused("expired", 410);
        assertRefused("early", 404);
        assertRefused("taken", 451);
    }

    @Test
    void theCardOfALinkWithRulesOrACrawlableOneIsTheSame() throws Exception {
        link(
                "rules",
                link -> link.getAttributes()
                        .setRedirectRules(List.of(new RedirectRule("https://example.org/secret", List.of()))));
        link("crawlable", link -> link.getAttributes().setCrawlable(true));
        for (String code : List.of("rules", "crawlable")) {
            HttpResponse<String> answer = get(code, SLACK);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("example.org");
            assertThat(answer.headers().firstValue("X-Robots-Tag")).contains("noindex");
        }
        assertThat(get("crawlable", FIREFOX).headers().firstValue("X-Robots-Tag"))
                .isEmpty();
    }

    @Test
    void aRedirectThatIsKeptSaysThatAgentsGetDifferentAnswers() throws Exception {
        link("kept", link -> link.getAttributes().setRedirectStatus(301));
        assertThat(get("kept", FIREFOX).headers().allValues("Vary")).containsExactly("User-Agent");
        link("kept-untitled", link -> {
            link.getAttributes().setRedirectStatus(301);
            link.getAttributes().setTitle(null);
        });
        assertThat(get("kept-untitled", FIREFOX).headers().allValues("Vary")).isEmpty();
    }

    @Test
    void headIsAnsweredAsGetWithoutABody() throws Exception {
        link("head", link -> {});
        HttpResponse<String> head = send(request("head", SLACK).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    }

    private void assertRefused(String code, int status) throws Exception {
        HttpResponse<String> answer = get(code, SLACK);
        assertThat(answer.statusCode()).as(code).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("og:title", "Spring");
    }

    private static void link(String code, Consumer<Link> change) {
        Link link = TestLinks.link(code, "https://example.org/" + code);
        link.getAttributes().setTitle("Spring <sale> \"50 %\"");
        change.accept(link);
        LINKS.put(code, link);
    }

    private static CompletableFuture<Optional<Link>> load(String code, SpanContext trace) {
        return CompletableFuture.completedFuture(Optional.ofNullable(LINKS.get(code)));
    }

    private HttpResponse<String> get(String code, String agent) throws Exception {
        return send(request(code, agent));
    }

    private static HttpRequest.Builder request(String code, String agent) {
        return HttpRequest.newBuilder(server.uri("/" + code)).header("User-Agent", agent);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
