package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.linklog.acceptance.load.Follower;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import io.linklog.schemas.topics.Topics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** No way to read shows what a purged link said, and its code is never given away. */
@WholeSystem
@Isolated
@Order(12)
final class PurgeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A multiple of the number that a stack has. */
    private static final int PARTITIONS = 12;

    private final Linklog linklog;
    private final Api api;
    private final String slug = freshSlug("purged");
    private final String secret = freshSlug("secret");
    private final String one = LINKS + "/" + slug;

    PurgeIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void nothingShowsWhatAPurgedLinkSaid() throws Exception {
        String before = lastId();
        String created = api.create(wanted(), "Idempotency-Key", slug).is(201).header("Linklog-Command-Id");
        String edited =
                api.edit(slug, object().put("title", secret + " again")).is(200).header("Linklog-Command-Id");
        api.get("/" + slug).is(302);
        // what is read must be in the tables, or its absence says nothing
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(api.get(LINKS + "?tag=" + secret).text()).contains(slug));
        assertThat(purge().isProblem(409).member("detail")).contains("delete it first");
        api.delete(one).is(204);
        linklog.cli().run("purge", slug).is(0);

        await().atMost(PATIENCE).until(() -> api.get("/" + slug).status() == 404);
        assertNothingIsShown(created, edited);

        assertThat(linklog.cli().run("replay").is(0).out()).contains("equal");
        assertNothingIsShown(created, edited);
        linklog.cli().run("replay", "--decider").is(0);
        assertNothingIsShown(created, edited);

        assertNoEventIsSentAgain(before);

        // at last, because the new link says the same
        assertThat(api.create(link(target()).put("findIfExists", true)).is(201).member("shortCode"))
                .isNotEqualTo(slug);
    }

    private String target() {
        return "https://example.org/" + secret;
    }

    private ObjectNode wanted() {
        ObjectNode wanted = link(target()).put("customSlug", slug).put("title", secret);
        wanted.putArray("tags").add(secret);
        ObjectNode rule = wanted.putArray("redirectRules").addObject().put("longUrl", target() + "/rule");
        rule.putArray("conditions").addObject().put("type", "language").put("matchValue", "de");
        return wanted;
    }

    private Answer purge() {
        return api.send("POST", one + "/purge", BodyPublishers.noBody());
    }

    private void assertNothingIsShown(String... commands) {
        for (String path : List.of(
                "/" + slug,
                "/" + slug + "+",
                "/" + slug + "/qr",
                one,
                one + "/history",
                one + "/stats",
                one + "/visits")) {
            assertShowsNothing(api.get(path).is(404), path);
        }
        for (String path : List.of("/" + slug + "/report", LINKS + "?tag=" + secret, LINKS + "?q=" + secret)) {
            Answer answer = api.get(path).is(200);
            assertThat(answer.text()).as(path).doesNotContain("/" + secret, "\"" + slug + "\"");
        }
        for (String command : commands) {
            assertShowsNothing(api.get("/api/v1/commands/" + command).is(200), "command");
        }
        assertShowsNothing(api.create(wanted(), "Idempotency-Key", slug).isProblem(410), "repeat");
        assertShowsNothing(api.create(wanted()).isProblem(409), "create");
        assertShowsNothing(api.edit(slug, object().put("title", "x")).isProblem(404), "edit");
        assertShowsNothing(api.restore(slug).isProblem(404), "restore");
        assertShowsNothing(api.delete(one).isProblem(404), "delete");
        assertShowsNothing(purge().is(204), "purge");
        assertThat(linklog.cli().run("export", "--format", "jsonl").is(0).out()).doesNotContain(secret);
    }

    /** A stream that resumes before the link was made, and a webhook from the beginning. */
    private void assertNoEventIsSentAgain(String before) throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                calls.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        receiver.start();
        String hook = slug.toLowerCase(Locale.ROOT);
        // later in the same partition: when it comes, the events of the purged link have been read
        String marker = slugBeside(slug);
        try (Follower follower =
                new Follower(api, "?lastEventId=" + URLEncoder.encode(before, StandardCharsets.UTF_8))) {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
            linklog.cli()
                    .run("webhooks", "add", url, "--id", hook, "--from", "beginning", "--code", slug + "," + marker)
                    .is(0);
            api.create(link("https://example.org/marker").put("customSlug", marker))
                    .is(201);
            await().atMost(PATIENCE)
                    .until(() -> follower.events().stream()
                            .anyMatch(
                                    event -> event.data().path("code").asText().equals(marker)));
            await().atMost(PATIENCE).until(() -> calls.toString().contains(marker));
            assertThat(follower.events().toString()).doesNotContain(secret);
            assertThat(follower.refusals()).isEmpty();
            assertThat(calls).noneMatch(body -> body.contains(secret));
            assertThat(calls)
                    .filteredOn(body -> body.contains(slug))
                    .singleElement()
                    .satisfies(body -> assertThat(body).contains("link.purged"));
            assertThat(follower.events())
                    .filteredOn(event -> event.data().path("code").asText().equals(slug))
                    .filteredOn(event -> !event.type().equals("visit"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.type()).isEqualTo("link.purged"));
        } finally {
            linklog.cli().run("webhooks", "remove", hook).is(0);
            receiver.stop(0);
        }
    }

    private static String slugBeside(String slug) {
        String found = freshSlug("marker");
        while (Topics.partition(found, PARTITIONS) != Topics.partition(slug, PARTITIONS)) {
            found = freshSlug("marker");
        }
        return found;
    }

    private String lastId() throws Exception {
        try (Follower follower = new Follower(api, "")) {
            await().atMost(PATIENCE).until(() -> !follower.lastId().isEmpty());
            return follower.lastId();
        }
    }

    private void assertShowsNothing(Answer answer, String what) {
        assertThat(answer.text()).as(what).doesNotContain(secret);
        assertThat(answer.headers().toString()).as(what).doesNotContain(secret);
    }
}
