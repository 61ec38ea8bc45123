package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.command.RunningService.Reply;
import io.linklog.command.pages.TestSite;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks of targets on a real site, which the service's network takes for a public one. Another process plays
 * query-service. The acceptance tests use the real one.
 */
class LinkChecksIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static TestSite site;
    private static PlayedReader reader;
    private static IssuedKeys keys;
    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        keys = new IssuedKeys(stack);
        site = new TestSite();
        reader = new PlayedReader(stack, "played-checks", "1");
        service = new RunningService(
                stack,
                Map.of(
                        "LINKLOG_INSTANCE_ID", "checks",
                        "LINKLOG_API_KEYS", "required",
                        "LINKLOG_STATE_DIR", folder.toString(),
                        "LINKLOG_LINK_CHECK", "on",
                        "LINKLOG_LINK_CHECKS", "2",
                        "LINKLOG_LINK_CHECKS_PER_CLIENT", "5/m"),
                site.network());
        KeyText key = key(Role.EDITOR);
        reader.reading = PlayedReader.NOT_FOUND;
        await().atMost(PATIENCE).until(() -> check("any", key).status() != 503);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable opened : new AutoCloseable[] {service, reader, site, keys}) {
            if (opened != null) {
                opened.close();
            }
        }
    }

    /** A key that the service knows. */
    private static KeyText key(Role role) throws Exception {
        KeyText text = keys.issue(role);
        await().until(() -> service.send("GET", "/api/v1/nothing", null, null, "X-Api-Key", text.reveal())
                        .status()
                == 404);
        return text;
    }

    private static Reply check(String slug, KeyText key) {
        return checkAsync(slug, key).join();
    }

    private static CompletableFuture<Reply> checkAsync(String slug, KeyText key) {
        return service.sendAsync("POST", "/api/v1/links/" + slug + "/check", null, null, "X-Api-Key", key.reveal());
    }

    /** Links of a key that lead to a URL. */
    private static void links(String state, String createdBy, String url) {
        reader.reading = (exchange, slug) -> PlayedReader.respond(
                exchange,
                200,
                "{\"shortCode\": \"" + slug + "\", \"longUrl\": \"" + url + "\", \"createdBy\": \"" + createdBy
                        + "\", \"state\": \"" + state + "\"}");
    }

    private static String newSlug() {
        return "c-" + UUID.randomUUID();
    }

    @Test
    void anAuthorChecksItsOwnLinksAndAnEditorAll() throws Exception {
        KeyText ann = key(Role.AUTHOR);
        site.html("/end", "the body");
        links("ACTIVE", ann.id(), site.redirect("/start", "/end"));
        for (KeyText mayCheck : List.of(ann, key(Role.EDITOR))) {
            String slug = newSlug();
            Reply reply = check(slug, mayCheck);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.json().path("reachable").asBoolean()).isTrue();
            assertThat(reply.json().path("status").asInt()).isEqualTo(200);
            assertThat(reply.json().path("finalUrl").asText()).isEqualTo(site.url("/end"));
            assertThat(reply.json().path("redirects").asInt()).isEqualTo(1);
            assertThat(reply.json().path("problem").isNull()).isTrue();
            assertThat(reply.response().body()).doesNotContain("the body");
            assertThat(reader.asked.get(slug).getFirst("X-Api-Key")).isEqualTo(mayCheck.reveal());
        }
        int calls = site.requests.size();
        Reply refused = check(newSlug(), key(Role.AUTHOR));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("type").asText()).isEqualTo("urn:linklog:problem:not-owner");
        assertThat(refused.json().path("requiredRole").asText()).isEqualTo("editor");
        assertThat(check(newSlug(), key(Role.READER)).status()).isEqualTo(403);
        assertThat(site.requests).hasSize(calls);
    }

    @Test
    void aTargetThatIsNotPublicIsToldAndNotCalled() throws Exception {
        KeyText key = key(Role.EDITOR);
        links("ACTIVE", key.id(), site.redirect("/inside", "http://169.254.169.254/latest/"));
        Reply reply = check(newSlug(), key);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("reachable").asBoolean()).isFalse();
        assertThat(reply.json().path("status").isNull()).isTrue();
        assertThat(reply.json().path("problem").asText()).isEqualTo("address-refused");
        assertThat(reply.json().path("finalUrl").asText()).isEqualTo("http://169.254.169.254/latest/");
    }

    @Test
    void aRedirectToThisServiceItselfIsTold() throws Exception {
        KeyText key = key(Role.EDITOR);
        links("ACTIVE", key.id(), site.redirect("/back", "http://go.example/abc"));
        assertThat(check(newSlug(), key).json().path("problem").asText()).isEqualTo("target-refused");
    }

    @Test
    void aLinkThatIsUnknownDeletedOrCannotBeReadIsNotChecked() throws Exception {
        KeyText key = key(Role.EDITOR);
        reader.reading = PlayedReader.NOT_FOUND;
        assertThat(check(newSlug(), key).status()).isEqualTo(404);
        links("DELETED", key.id(), site.url("/"));
        assertThat(check(newSlug(), key).status()).isEqualTo(410);
        reader.reading = PlayedReader.STRANGER;
        Reply unread = check(newSlug(), key);
        assertThat(unread.status()).isEqualTo(503);
        assertThat(unread.header("Retry-After")).isEqualTo("1");
        assertThat(service.send("POST", "/api/v1/links/abc/check", "application/json", "{}", "X-Api-Key", key.reveal())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aKeyHasALimitOfItsOwn() throws Exception {
        KeyText key = key(Role.EDITOR);
        links("ACTIVE", key.id(), site.html("/ok", "ok"));
        for (int i = 0; i < 5; i++) {
            assertThat(check(newSlug(), key).status()).isEqualTo(200);
        }
        Reply refused = await().atMost(PATIENCE)
                .until(() -> check(newSlug(), key), reply -> reply.status() == 429); // it fills again with time
        assertThat(refused.json().path("violatedPolicies").path(0).asText()).isEqualTo("link-checks");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 12);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"link-checks\";q=5;w=60");
        assertThat(check(newSlug(), key(Role.EDITOR)).status()).isEqualTo(200);
    }

    @Test
    void slowTargetsOfSomeTakeNotAllPlaces() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<CompletableFuture<Reply>> slow = new ArrayList<>();
        String url = site.page("/slow", out -> {
            end.await();
            out.write("HTTP/1.1 204 None\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
        KeyText ann = key(Role.EDITOR);
        KeyText ben = key(Role.EDITOR);
        KeyText cid = key(Role.EDITOR);
        links("ACTIVE", ann.id(), url);
        int before = site.requests.size();
        slow.add(checkAsync(newSlug(), ann));
        await().until(() -> site.requests.size() == before + 1);
        Reply second = check(newSlug(), ann);
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.json().path("type").asText()).isEqualTo("urn:linklog:problem:too-many-at-once");
        slow.add(checkAsync(newSlug(), ben));
        await().until(() -> site.requests.size() == before + 2);
        Reply third = check(newSlug(), cid);
        assertThat(third.status()).isEqualTo(503);
        assertThat(third.header("Retry-After")).isEqualTo("1");
        end.countDown();
        for (CompletableFuture<Reply> reply : slow) {
            assertThat(reply.join().json().path("status").asInt()).isEqualTo(204);
        }
        assertThat(check(newSlug(), cid).status()).isEqualTo(200);
    }

    @Test
    void withoutTheSettingNothingIsCalled() throws Exception {
        try (RunningService off = new RunningService(
                stack,
                Map.of("LINKLOG_INSTANCE_ID", "checks-off", "LINKLOG_STATE_DIR", folder.toString()),
                site.network())) {
            Reply reply = off.send("POST", "/api/v1/links/abc/check", null, null);
            assertThat(reply.status()).isEqualTo(501);
            assertThat(reply.json().path("detail").asText()).contains("LINKLOG_LINK_CHECK=on");
        }
    }
}
