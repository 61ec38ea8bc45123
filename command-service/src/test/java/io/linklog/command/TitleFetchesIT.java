package io.linklog.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.command.RunningService.Reply;
import io.linklog.command.pages.TestSite;
import io.linklog.kit.access.IssuedKeys;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creates that ask for the title of their target, which is a real site that the service's network takes for public. */
class TitleFetchesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LINKS = "/api/v1/links";

    @TempDir
    private static Path folder;

    private static TestSite site;
    private static InMemoryTopology topology;
    private static IssuedKeys keys;
    private static RunningService service;

    private KeyText key;
    private String slug;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        keys = new IssuedKeys(stack);
        site = new TestSite();
        topology = new InMemoryTopology(stack);
        service = new RunningService(
                stack,
                Map.of(
                        "LINKLOG_INSTANCE_ID", "titles",
                        "LINKLOG_API_KEYS", "required",
                        "LINKLOG_STATE_DIR", folder.toString(),
                        "LINKLOG_LINK_CHECK", "on",
                        "LINKLOG_LINK_CHECKS_PER_CLIENT", "6/m"),
                site.network());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable opened : new AutoCloseable[] {service, topology, site, keys}) {
            if (opened != null) {
                opened.close();
            }
        }
    }

    @BeforeEach
    void freshKeyAndSlug() throws Exception {
        key = keys.issue(Role.AUTHOR);
        slug = "t-" + UUID.randomUUID();
        await().until(() -> send("GET", "/api/v1/nothing", null).status() == 404);
    }

    private Reply send(String method, String path, String body, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "X-Api-Key";
        all[headers.length + 1] = key.reveal();
        return service.send(method, path, "application/json", body, all);
    }

    private String body(String url, String more) {
        return "{\"longUrl\": \"" + url + "\", \"customSlug\": \"" + slug + "\", \"fetchTitle\": true" + more + "}";
    }

    private Reply create(String url, String more, String... headers) {
        Reply reply = send("POST", LINKS, body(url, more), headers);
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(201);
        return reply;
    }

    /** The link as the topology knows it: with findIfExists, its own slug finds it. */
    private JsonNode link(String url) {
        Reply found = send(
                "POST",
                LINKS,
                "{\"longUrl\": \"" + url + "\", \"customSlug\": \"" + slug + "\", \"findIfExists\": true}");
        assertThat(found.status()).isEqualTo(200);
        return found.json();
    }

    private void awaitTitle(String url, String title) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(link(url).path("title").asText()).isEqualTo(title));
    }

    private static double count(String result) throws Exception {
        String meter = "linklog_titles_total{result=\"" + result + "\"} ";
        return service.admin("/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith(meter))
                .mapToDouble(line -> Double.parseDouble(line.substring(meter.length())))
                .sum();
    }

    private List<LinkCommand> edits() {
        return topology.seen().stream()
                .map(ConsumerRecord::value)
                .filter(command -> command.getBody() instanceof EditLink edit
                        && edit.getCode().equals(slug))
                .toList();
    }

    @Test
    void theTitleComesAfterTheAnswerAsAnEditOfTheSameKey() {
        site.html("/page", "<title>A &amp; B</title>" + "x".repeat(3_000_000));
        String url = site.redirect("/to-page", "/page");
        Reply created = create(url, "", "Idempotency-Key", "k-" + slug);
        assertThat(created.json().path("title").isNull()).isTrue();
        awaitTitle(url, "A & B");
        assertThat(edits()).singleElement().satisfies(edit -> {
            assertThat(edit.getSenderKey().getId()).isEqualTo(key.id());
            assertThat(edit.getIdempotencyKey()).isEqualTo("k-" + slug + "#title");
            assertThat(((EditLink) edit.getBody()).getExpectedVersion()).isEqualTo(1);
        });
    }

    @Test
    void aRepeatOfTheCreateChangesNothingMore() {
        String url = site.html("/again", "<title>again</title>");
        create(url, "", "Idempotency-Key", "k-" + slug);
        awaitTitle(url, "again");
        long version = link(url).path("version").asLong();
        create(url, "", "Idempotency-Key", "k-" + slug);
        await().atMost(PATIENCE).until(() -> edits().size() == 2);
        assertThat(link(url).path("version").asLong()).isEqualTo(version);
    }

    @Test
    void whatAPersonChangesMeanwhileStays() throws Exception {
        CountDownLatch edited = new CountDownLatch(1);
        double before = count("not_edited");
        String url = site.page("/slow", out -> {
            edited.await();
            byte[] html = "<title>the page's</title>".getBytes(UTF_8);
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + html.length + "\r\n\r\n")
                    .getBytes(UTF_8));
            out.write(html);
        });
        create(url, "");
        Reply patch = service.send(
                "PATCH",
                LINKS + "/" + slug,
                "application/merge-patch+json",
                "{\"title\": \"mine\"}",
                "X-Api-Key",
                key.reveal());
        assertThat(patch.status()).isEqualTo(200);
        edited.countDown();
        await().atMost(PATIENCE).until(() -> count("not_edited") == before + 1);
        assertThat(link(url).path("title").asText()).isEqualTo("mine");
    }

    @Test
    void aLinkThatHasATitleIsNotCalled() throws Exception {
        String url = site.html("/titled", "<title>the page's</title>");
        create(url, ", \"title\": \"mine\"");
        String other = site.html("/untitled", "<title>other</title>");
        slug = "t-" + UUID.randomUUID();
        create(other, "");
        awaitTitle(other, "other"); // later than anything about the first
        assertThat(site.requests).noneMatch(head -> head.startsWith("GET /titled "));
    }

    @Test
    void aPageThatGivesNoTitleLeavesTheLinkAsItIs() throws Exception {
        double before = count("no_title");
        List<String> urls = List.of(
                site.html("/untold", "<h1>none</h1>"),
                site.url("/missing"),
                site.redirect("/inside", "http://10.0.0.1/"),
                site.html("/secret", "<title>" + keys.issue(Role.READER).reveal() + "</title>"),
                site.page("/endless", out -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".getBytes(UTF_8));
                    while (true) {
                        out.write(new byte[8_192]);
                    }
                }));
        for (String url : urls) {
            slug = "t-" + UUID.randomUUID();
            create(url, "");
        }
        await().atMost(PATIENCE).until(() -> count("no_title") == before + urls.size());
        assertThat(link(site.url("/endless")).path("version").asLong()).isEqualTo(1);
    }

    @Test
    void aLineOfABatchGetsATitleToo() {
        String url = site.html("/line", "<title>line</title>");
        Reply batch = service.send(
                "POST",
                LINKS + "/batch",
                "application/x-ndjson",
                body(url, ", \"idempotencyKey\": \"b-" + slug + "\""),
                "X-Api-Key",
                key.reveal());
        assertThat(batch.json().path("status").asInt()).isEqualTo(201);
        awaitTitle(url, "line");
    }

    @Test
    void aClientThatHasHadItsNumberGetsLinksWithoutTitles() throws Exception {
        double before = count("limited");
        String url = site.html("/many", "<title>many</title>");
        // more than the limit, because a busy machine gives it time to fill again
        for (int i = 0; i < 12; i++) {
            slug = "t-" + UUID.randomUUID();
            create(url, "");
        }
        await().atMost(PATIENCE).until(() -> count("limited") > before);
    }

    @Test
    void whoDoesNotWaitGetsNoTitle() throws Exception {
        double before = count("undecided");
        Reply pending = send("POST", LINKS, body(site.url("/"), ""), "Prefer", "respond-async");
        assertThat(pending.status()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> count("undecided") == before + 1);
    }

    @Test
    void anEditCannotAskForATitle() {
        Reply refused = service.send(
                "PATCH",
                LINKS + "/abc",
                "application/merge-patch+json",
                "{\"fetchTitle\": true}",
                "X-Api-Key",
                key.reveal());
        assertThat(refused.status()).isEqualTo(400);
    }
}
