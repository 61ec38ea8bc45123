package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.load.Follower;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.RawHttp;
import io.linklog.acceptance.system.WholeSystem;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** What an admin does holds on each of several instances, whichever was asked, and whatever they have in memory. */
@WholeSystem
@Isolated
@Order(12)
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InstancesIT {

    /** About a second is promised. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String CHANGES = "?types=link.created,link.deleted,link.purged";

    private static final Pattern INSTANCE =
            Pattern.compile("(query|command)-service +\\S+ +UP .* 127\\.0\\.0\\.1:(\\d+)\\s*");

    private final Linklog linklog;
    private final Api admin;
    private List<Integer> readers = List.of();
    private List<Integer> writers = List.of();

    InstancesIT(Linklog linklog) {
        this.linklog = linklog;
        this.admin = linklog.api();
    }

    @BeforeAll
    void startInstances() {
        linklog.cli().run("scale", "query-service=3", "command-service=2").is(0);
        readers = ports("query");
        writers = ports("command");
        assertThat(readers).hasSize(3);
        assertThat(writers).hasSize(2);
    }

    @AfterAll
    void stopInstances() {
        linklog.cli().run("scale", "query-service=1", "command-service=1").is(0);
    }

    private List<Integer> ports(String service) {
        List<Integer> ports = new ArrayList<>();
        for (String line : linklog.cli().run("status").is(0).lines()) {
            Matcher instance = INSTANCE.matcher(line);
            if (instance.matches() && instance.group(1).equals(service)) {
                ports.add(Integer.parseInt(instance.group(2)));
            }
        }
        return ports;
    }

    /** The API of one instance, past the edge. */
    private Api at(int port) {
        return new Api("http://127.0.0.1:" + port).with(linklog.keyHeader().replace("X-Api-Key: ", ""));
    }

    /** Waits until each instance answers visitors with a status. */
    private void awaitVisits(String path, int status) {
        for (int port : readers) {
            await(port + path).atMost(SOON).until(() -> at(port).get(path).status() == status);
        }
    }

    @Test
    void aDomainIsAnsweredAndRemoved() {
        String domain = freshSlug("everywhere") + ".example.org";
        String body = object().put("domain", domain)
                .put("baseTarget", "https://example.org/")
                .toString();
        admin.sendJson("POST", "/api/v1/domains", body).is(201);
        awaitBase(domain, 302);
        admin.delete("/api/v1/domains/" + domain).is(204);
        awaitBase(domain, 404);
    }

    private void awaitBase(String domain, int status) {
        for (int port : readers) {
            String request = "GET / HTTP/1.1\nHost: " + domain + "\nConnection: close\n\n";
            await(port + " " + domain)
                    .atMost(SOON)
                    .until(() -> new RawHttp(port).send(request, new byte[0]).status() == status);
        }
    }

    @Test
    void aTakedownEndsTheRedirect() {
        String code = admin.create(link("https://example.org/phishing")).is(201).member("shortCode");
        awaitVisits("/" + code, 302);
        linklog.cli().run("takedown", code, "--reason", "phishing").is(0);
        awaitVisits("/" + code, 451);
        awaitVisits("/" + code + "+", 451);
        linklog.cli().run("reinstate", code).is(0);
        awaitVisits("/" + code, 302);
    }

    @Test
    void aPurgeErasesTheLinkAndStreamsShowNothingElseOfIt() throws Exception {
        String before = lastId();
        String code = admin.create(link("https://example.org/secret")).is(201).member("shortCode");
        awaitVisits("/" + code, 302);
        admin.delete(LINKS + "/" + code).is(204);
        awaitVisits("/" + code, 410);
        admin.send("POST", LINKS + "/" + code + "/purge", BodyPublishers.noBody())
                .is(204);
        awaitVisits("/" + code, 404);
        awaitVisits(LINKS + "/" + code + "/history", 404);
        for (int port : readers) {
            try (Follower follower = new Follower(at(port), CHANGES + "&lastEventId=" + encoded(before))) {
                await(port + " " + code)
                        .atMost(SOON)
                        .until(() -> types(follower, code).contains("link.purged"));
                assertThat(types(follower, code)).containsExactly("link.purged");
            }
        }
    }

    private static List<String> types(Follower follower, String code) {
        return follower.events().stream()
                .filter(event -> event.data().path("code").asText().equals(code))
                .map(Follower.Event::type)
                .toList();
    }

    private String lastId() throws Exception {
        try (Follower follower = new Follower(admin, CHANGES)) {
            await().atMost(SOON).until(() -> !follower.lastId().isEmpty());
            return follower.lastId();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void aBlockedHostIsRefused() {
        String host = freshSlug("blocked") + ".example";
        linklog.cli().run("blocked", "add", host).is(0);
        awaitCreates(host, 400);
        linklog.cli().run("blocked", "remove", host).is(0);
        awaitCreates(host, 201);
    }

    private void awaitCreates(String host, int status) {
        for (int port : writers) {
            await(port + " " + host)
                    .atMost(SOON)
                    .until(() -> at(port).create(link("https://" + host + "/")).status() == status);
        }
    }
}
