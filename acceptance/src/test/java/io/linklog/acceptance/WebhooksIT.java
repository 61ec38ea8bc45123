package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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

    /** One call that the receiver got. */
    private record Call(String id, String timestamp, String signature, byte[] body, JsonNode json) {
        boolean isSignedWith(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(
                        Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
                mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
                return signature.equals("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
            } catch (java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void deliversEveryEventInOrderWhileTheProjectorIsKilled() throws Exception {
        String tag = freshSlug("hooked");
        String hook = tag.toLowerCase(java.util.Locale.ROOT);
        List<Call> calls = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> calls.add(take(exchange)));
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
            Call third = first(calls).values().stream().skip(2).findFirst().orElseThrow();
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

    private List<String> changeLinks(String tag, List<Call> calls) {
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
    private static Map<String, Call> first(List<Call> calls) {
        Map<String, Call> first = new LinkedHashMap<>();
        calls.stream()
                .filter(call -> !call.json().path("type").asText().equals("test"))
                .forEach(call -> first.putIfAbsent(call.id(), call));
        return first;
    }

    private static Call take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            exchange.sendResponseHeaders(200, -1);
            return new Call(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    body,
                    new ObjectMapper().readTree(body));
        }
    }
}
