package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.client.Networks;
import io.linklog.kit.passwords.PasswordHash;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.kit.ratelimit.LimitSettings;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.keys.RateLimit;
import io.linklog.query.TestLinks;
import io.linklog.query.lookup.TestLookups;
import io.linklog.schemas.Link;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A link with a password, as a visitor sees it. */
class PasswordTest {

    private static final String PASSWORD = "Gänse & füße";
    private static final String HASH = PasswordHash.of(PASSWORD, new byte[PasswordHash.SALT_BYTES]);
    private static final String TARGET = "https://example.org/secret?a=b";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final LimitSettings TWO_A_MINUTE =
            new LimitSettings(Networks.parse("none"), Map.of(Failure.PASSWORD, new RateLimit(2, 60)), 50);

    private static final Map<String, Link> LINKS = Map.of(
            "locked",
                    TestLinks.with(TestLinks.link("locked", TARGET), link -> {
                        link.getAttributes().setPasswordHash(HASH);
                        link.getAttributes().setRedirectStatus(308);
                        link.getAttributes().setTitle("Secret title");
                    }),
            "open", TestLinks.link("open", TARGET));

    private RedirectServer server;
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    @BeforeEach
    void start() throws Exception {
        server = RedirectServer.start(TestRedirects.handler(
                TestLookups.over(
                        (code, trace) -> CompletableFuture.completedFuture(Optional.ofNullable(LINKS.get(code)))),
                Tracing.off(),
                TWO_A_MINUTE));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.uri(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> attempt(String path, String password, String client) throws Exception {
        return send(form(path, password, client));
    }

    private HttpRequest.Builder form(String path, String password, String client) {
        return request(path)
                .header("Content-Type", FORM)
                .header("X-Forwarded-For", client)
                .POST(BodyPublishers.ofString("password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)));
    }

    private CompletableFuture<Integer> attemptLater(String client) {
        return http.sendAsync(form("/locked", PASSWORD, client).build(), HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }

    private static String field(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void aVisitorGetsAFormThatShowsNothingOfTheLink() throws Exception {
        HttpResponse<String> page = send(request("/locked?q=1"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("<form method=\"post\">", "type=\"password\"")
                .doesNotContain("example.org", "argon2", "<script", "Secret title");
        assertThat(field(page, "Cache-Control")).isEqualTo("private, no-store");
        assertThat(field(page, "X-Robots-Tag")).isEqualTo("noindex");
        assertThat(field(page, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(field(page, "Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .as("Chromium would hold it against the redirect to the target")
                .doesNotContain("form-action");
        assertThat(field(page, "Location")).isEmpty();
    }

    @Test
    void theRightPasswordLeadsToTheTargetOnce() throws Exception {
        HttpResponse<String> answer = attempt("/locked?q=1", PASSWORD, "203.0.113.7");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(field(answer, "Location")).isEqualTo("https://example.org/secret?a=b&q=1");
        assertThat(field(answer, "Cache-Control")).isEqualTo("private, no-store");
        assertThat(field(answer, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(send(request("/locked")).statusCode()).isEqualTo(200);
    }

    @Test
    void wrongPasswordsMakeOneAddressWaitAndNobodyElse() throws Exception {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> wrong = attempt("/locked", "guess " + i, "203.0.113.7");
            assertThat(wrong.statusCode()).isEqualTo(403);
            assertThat(wrong.body()).contains("not the password", "<form").doesNotContain("guess", "example.org");
        }
        HttpResponse<String> refused = attempt("/locked", PASSWORD, "203.0.113.7");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(field(refused, "RateLimit-Policy")).contains("passwords");
        assertThat(field(refused, "Retry-After")).isNotEmpty();
        assertThat(attempt("/locked", PASSWORD, "203.0.113.8").statusCode()).isEqualTo(303);
        assertThat(send(request("/open")).statusCode()).isEqualTo(302);
    }

    @Test
    void aPreviewAgentThatKnowsThePasswordIsAVisitorAndGetsNoCard() throws Exception {
        HttpResponse<String> answer = send(request("/locked")
                .header("Content-Type", FORM)
                .header("User-Agent", "Twitterbot/1.0")
                .POST(BodyPublishers.ofString("password=" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8))));
        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @Test
    void manyRightPasswordsAreNeverTooMany() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(attempt("/locked", PASSWORD, "203.0.113.7").statusCode()).isEqualTo(303);
        }
    }

    @Test
    void manyPasswordsOfOneAddressAtOnceLeavePlacesForTheOthers() throws Exception {
        List<CompletableFuture<Integer>> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(attemptLater("203.0.113.7"));
        }
        CompletableFuture<Integer> other = attemptLater("203.0.113.8");
        assertThat(many.stream().map(CompletableFuture::join))
                .containsOnly(303, 429)
                .contains(429);
        assertThat(other.join()).isEqualTo(303);
        assertThat(attempt("/locked", PASSWORD, "203.0.113.7").statusCode()).isEqualTo(303);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, password=x, 415",
        "application/x-www-form-urlencoded, other=x, 400",
        "application/x-www-form-urlencoded, a=1&b=2&c=3&d=4&password=x, 400",
        "application/x-www-form-urlencoded, password=%C3, 400",
        "application/x-www-form-urlencoded, '', 400"
    })
    void whatIsNotTheFormIsRefused(String type, String body, int status) throws Exception {
        HttpResponse<String> answer =
                send(request("/locked").header("Content-Type", type).POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(field(answer, "Location")).isEmpty();
    }

    @Test
    void aLongBodyIsRefusedBeforeItIsRead() throws Exception {
        HttpResponse<String> answer = attempt("/locked", "x".repeat(3_000), "203.0.113.7");
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void aLinkWithoutAPasswordTakesNone() throws Exception {
        assertThat(attempt("/open", "x", "203.0.113.7").statusCode()).isEqualTo(405);
        assertThat(attempt("/none", "x", "203.0.113.7").statusCode()).isEqualTo(404);
        assertThat(send(request("/locked").method("PUT", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }
}
