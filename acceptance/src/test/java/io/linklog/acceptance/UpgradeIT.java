package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.EarlierBuild;
import io.linklog.acceptance.system.HookCall;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The system of all these tests starts on data that an earlier build wrote: records, stores' changelogs, tables, keys
 * in etcd. It answers as that build did, and goes on where that build stopped. {@link ReplayIT} builds everything again
 * from that log.
 */
@WholeSystem
@Order(0)
final class UpgradeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

    private final Linklog linklog;
    private final Api api;
    private final EarlierBuild earlier;

    UpgradeIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
        this.earlier = new EarlierBuild(linklog.root());
    }

    @Test
    @Order(1)
    void linksListsCursorsAndTotalsAreTheSame() {
        assertThat(earlier.differences(api)).isEmpty();
    }

    @Test
    @Order(2)
    void placesOfALimitedLinkStayTaken() {
        // of three, one was taken before
        for (int status : List.of(302, 302, 410)) {
            api.get("/old-limited", "User-Agent", PERSON).is(status);
        }
        api.get("/old-full", "User-Agent", PERSON).is(410);
    }

    @Test
    void newVisitsAddToTheTotals() {
        String stats = LINKS + "/old-changed/stats";
        int before = api.get(stats).is(200).json().at("/total/human").asInt();
        api.get("/old-changed", "User-Agent", PERSON).is(302);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                api.get(stats).is(200).json().at("/total/human").asInt())
                        .isEqualTo(before + 1));
        assertThat(api.get(LINKS + "/old-changed/visits")
                        .is(200)
                        .json()
                        .path("data")
                        .isEmpty())
                .isFalse();
    }

    @Test
    void theTopologyKnowsTheLinks() {
        api.create(link("https://example.org/other").put("customSlug", "old-1")).is(409);
        String found = earlier.codeOf("https://example.org/found");
        assertThat(api.create(link("https://example.org/found").put("findIfExists", true))
                        .is(200)
                        .member("shortCode"))
                .isEqualTo(found);
        assertThat(api.edit("old-changed", object().put("title", "Edited"), "If-Match", "\"1\"")
                        .is(200)
                        .member("version"))
                .isEqualTo("2");
        api.delete(LINKS + "/old-changed").is(204);
        api.restore("old-changed").is(200);
    }

    @Test
    void keysKeepTheirRoles() {
        Api reader = api.with(earlier.secret("reader"));
        Api author = api.with(earlier.secret("author"));
        reader.get(LINKS + "/old-1").is(200);
        reader.create(link("https://example.org/")).isProblem(403);
        String slug = freshSlug("author");
        author.create(link("https://example.org/author").put("customSlug", slug))
                .is(201);
        author.edit(slug, object().put("title", "mine")).is(200);
        author.edit("old-2", object().put("title", "nobody's")).isProblem(403);
        api.with(earlier.secret("revoked")).get(LINKS + "/old-1").isProblem(401);
    }

    @Test
    void aPausedWebhookGoesOnWhereItStopped() throws Exception {
        List<HookCall> calls = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> calls.add(HookCall.take(exchange)));
        receiver.start();
        try {
            redirectWebhook(receiver.getAddress().getPort());
            linklog.cli().run("webhooks", "resume", "old").is(0);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(calls)
                            .extracting(HookCall::event)
                            .contains(
                                    "link.deleted old-deleted",
                                    "link.deleted old-restored",
                                    "link.restored old-restored",
                                    "link.created old-paused",
                                    "visit old-2")
                            .doesNotContain("link.created old-1"));
            assertThat(calls).allMatch(call -> call.isSignedWith(earlier.secret("webhook")));
        } finally {
            linklog.cli().run("webhooks", "remove", "old").is(0);
            receiver.stop(0);
        }
    }

    /** Lets the webhook call another port than the recorded one, and changes nothing else of what is stored. */
    private void redirectWebhook(int port) throws InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + linklog.port("LINKLOG_ETCD_PORT"));
        try (Etcd etcd = new Etcd(EtcdSettings.of(address).within(EtcdSettings.PATIENT))) {
            Etcd.Entry hook = etcd.await(etcd.get("/linklog/webhooks/old")).orElseThrow();
            String moved = hook.value().replace("127.0.0.1:24090", "127.0.0.1:" + port);
            assertThat(moved).isNotEqualTo(hook.value());
            etcd.await(etcd.transaction().put(hook.key(), moved).commit());
        }
    }
}
