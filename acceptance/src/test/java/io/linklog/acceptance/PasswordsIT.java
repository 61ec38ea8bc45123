package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Secrets;
import io.linklog.acceptance.system.WholeSystem;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A link with a password, from the create to the visit; the password itself stays with those who know it. */
@WholeSystem
@Order(1)
final class PasswordsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

    private final Linklog linklog;
    private final Api api;
    private final String slug = freshSlug("locked");
    private final String target = "https://example.org/" + slug + "/secret";
    private final String password = password();

    PasswordsIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    private static String password() {
        String password = "pa ss-" + UUID.randomUUID();
        Secrets.notePassword(password);
        return password;
    }

    private Answer unlock(String with) {
        return api.send(
                "POST",
                "/" + slug,
                BodyPublishers.ofString("password=" + URLEncoder.encode(with, StandardCharsets.UTF_8)),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "User-Agent",
                PERSON);
    }

    @Test
    void onlyWhoKnowsThePasswordLearnsTheTargetAndTakesAPlace() {
        Answer made = api.create(link(target)
                .put("customSlug", slug)
                .put("title", "Very secret title")
                .put("maxVisits", 2)
                .put("password", password));
        assertThat(made.is(201).json().path("hasPassword").asBoolean()).isTrue();

        for (String path : new String[] {"/" + slug, "/" + slug + "+", "/" + slug + "/report"}) {
            assertThat(api.get(path, "User-Agent", PERSON).is(200).text())
                    .as(path)
                    .doesNotContain(target, "Very secret title");
        }
        assertThat(unlock("wrong").is(403).text()).contains("not the password");
        for (int i = 0; i < 2; i++) {
            Answer right = unlock(password).is(303);
            assertThat(right.header("Location")).isEqualTo(target);
            assertThat(right.header("Cache-Control")).isEqualTo("private, no-store");
            assertThat(right.header("Referrer-Policy")).isEqualTo("no-referrer");
        }
        assertThat(unlock(password).is(410).text()).doesNotContain(target);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.get(LINKS + "/" + slug + "/stats")
                                .is(200)
                                .json()
                                .at("/total/human")
                                .asInt(-1))
                        .isEqualTo(2));
    }

    @Test
    void neitherPasswordNorHashIsShownAndAnEditChangesOrRemovesIt() {
        api.create(link(target).put("customSlug", slug).put("password", password))
                .is(201);
        String other = password();
        api.edit(slug, object().put("password", other)).is(200);
        await().atMost(PATIENCE).until(() -> unlock(other).status() == 303);
        unlock(password).is(403);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                api.get(LINKS + "/" + slug + "/history").is(200).text())
                        .contains("\"change\":\"EDITED\"", "\"hasPassword\":true")
                        .doesNotContain("argon2"));
        for (String path : new String[] {LINKS + "/" + slug, LINKS + "?limit=50"}) {
            assertThat(api.get(path).is(200).text()).contains("hasPassword").doesNotContain("argon2");
        }
        assertThat(linklog.cli().run("export", "--format", "jsonl").is(0).out()).doesNotContain("argon2");

        assertThat(api.edit(slug, object().putNull("password"))
                        .is(200)
                        .json()
                        .path("hasPassword")
                        .asBoolean())
                .isFalse();
        await().atMost(PATIENCE).until(() -> api.get("/" + slug).status() == 302);
        unlock(other).is(405);
    }

    @Test
    void aRepeatWithTheSamePasswordIsOneRequestAndWithAnotherAMistake() {
        String key = UUID.randomUUID().toString();
        var body = link(target).put("customSlug", slug).put("password", password);
        api.create(body, "Idempotency-Key", key).is(201);
        Answer again = api.create(body, "Idempotency-Key", key);
        assertThat(again.is(201).json().path("version").asInt()).isEqualTo(1);
        api.create(body.put("password", password()), "Idempotency-Key", key).isProblem(422);
    }

    @Test
    void aPasswordThatCannotBeTypedIsRefused() {
        for (String bad : new String[] {"", "x".repeat(129), "a\nb"}) {
            Answer refused = api.create(link(target).put("password", bad)).isProblem(400);
            assertThat(refused.text()).contains("/password", "1 to 128 characters");
        }
        api.create(link(target).put("passwordHash", "$argon2id$")).isProblem(400);
    }
}
