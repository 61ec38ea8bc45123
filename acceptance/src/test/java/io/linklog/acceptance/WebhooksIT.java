package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.HookCall;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Webhooks as operators and receivers see them. */
@WholeSystem
@Isolated
@Order(10)
final class WebhooksIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int LINKS = 12;
    private static final int EDITS = 4;

    private final Linklog linklog;
    private final Api api;

    WebhooksIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void deliversEveryEventInOrderWhileTheProjectorIsKilled() throws Exception {
        String tag = freshSlug("hooked");
        String hook = tag.toLowerCase(java.util.Locale.ROOT);
        List<HookCall> calls = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> calls.add(HookCall.take(exchange)));
        receiver.start();
        try {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
            String secret = linklog.cli().run("webhooks", "add", url, "--id", hook, "--tag", tag).is(0).lines().stream()
                    .filter(line -> line.startsWith("secret"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("secret +", "");

            assertThat(linklog.cli().run("webhooks", "test", hook).is(0).out()).startsWith("200");
            assertThat(calls.get(0).json().path("type").asText()).isEqualTo("test");

            List<String> codes = changeLinks(tag, calls);
            // events before the kill may come twice; the first deliveries are in order
            await().atMost(PATIENCE).until(() -> first(calls).size() == LINKS * (1 + EDITS));
            for (String code : codes) {
                assertThat(first(calls).values().stream()
                                .filter(call ->
                                        call.json().path("code").asText().equals(code))
                                .map(call ->
                                        call.json().path("data").path("version").asInt()))
                        .containsExactly(1, 2, 3, 4, 5);
            }
            assertThat(calls).allMatch(call -> call.isSignedWith(secret));
            assertThat(linklog.cli().run("webhooks", "status", hook).is(0).out())
                    .contains(hook + ": active", "delivered", url)
                    .doesNotContain(secret);

            assertMetricsOf(hook);

            int before = calls.size();
            HookCall third = first(calls).values().stream().skip(2).findFirst().orElseThrow();
            linklog.cli()
                    .run("webhooks", "replay", hook, "--from-offset", third.id())
                    .is(0);
            await().atMost(PATIENCE)
                    .until(() -> calls.stream()
                            .skip(before)
                            .anyMatch(call -> call.id().equals(third.id())));
            assertThat(linklog.cli().run("webhooks", "dead", hook).is(0).out()).contains("no dead letters");
        } finally {
            linklog.cli().run("webhooks", "remove", hook).is(0);
            receiver.stop(0);
        }
        assertThat(linklog.cli().run("webhooks", "list").is(0).out()).doesNotContain(hook);
        assertThat(linklog.cli().run("webhooks", "pause", hook).is(1).err()).contains("There is no webhook " + hook);
    }

    /** The metrics of a webhook exist while the webhook exists. */
    private void assertMetricsOf(String hook) {
        assertThat(new Api("http://localhost:" + linklog.port("LINKLOG_PROJECTOR_ADMIN_PORT"))
                        .get("/metrics")
                        .is(200)
                        .text())
                .contains(
                        "linklog_webhook_suspended{hook=\"" + hook,
                        "linklog_webhook_lag{hook=\"" + hook,
                        "linklog_webhook_events_total{hook=\"" + hook,
                        "linklog_webhook_calls_seconds_sum{hook=\"" + hook,
                        "linklog_webhook_calls_seconds_count{hook=\"" + hook);
    }

    private List<String> changeLinks(String tag, List<HookCall> calls) {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < LINKS; i++) {
            codes.add(api.create(link("https://example.org/hooked/" + i)
                            .set("tags", object().arrayNode().add(tag)))
                    .is(201)
                    .member("shortCode"));
        }
        await().atMost(PATIENCE).until(() -> calls.size() > LINKS / 2);
        for (int edit = 0; edit < EDITS; edit++) {
            if (edit == 1) {
                linklog.kill("projector");
            } else if (edit == 3) {
                linklog.up();
            }
            for (String code : codes) {
                api.edit(code, object().put("title", "Edit " + edit)).is(200);
            }
        }
        return codes;
    }

    /** The first call for each event, without test calls. */
    private static Map<String, HookCall> first(List<HookCall> calls) {
        Map<String, HookCall> first = new LinkedHashMap<>();
        calls.stream()
                .filter(call -> !call.json().path("type").asText().equals("test"))
                .forEach(call -> first.putIfAbsent(call.id(), call));
        return first;
    }
}
