package io.linklog.webhooks.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.kafka.LinkFacts;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.schemas.view.EventView;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HookTest {

    private static final TopicPartition ONE = new TopicPartition("link-events", 1);
    private static final TopicPartition TWO = new TopicPartition("link-events", 2);
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private static Hook hook(Set<String> types, Set<String> codes, Set<String> tags) {
        return new Hook(
                "billing",
                "default",
                Hook.Origin.OPERATOR,
                URI.create("https://example.org/hook?a=b"),
                types,
                codes,
                tags,
                List.of(Secret.random(new SecureRandom()), Secret.random(new SecureRandom())),
                Hook.State.PAUSED,
                "by command",
                NOW,
                Map.of());
    }

    private static EventView edit(String code) {
        return EventView.of(
                "link-events",
                1,
                7,
                LinkFacts.of(code, "https://example.org/", "a")
                        .edit("https://example.org/2", null, "b")
                        .events()
                        .get(1),
                URI.create("http://localhost:8080"));
    }

    @Test
    void survivesARoundTripThroughJson() throws Exception {
        Hook hook = hook(Set.of("link.created", "visit"), Set.of("a", "b"), Set.of("t, with \"comma\""))
                .withRequest(Map.of(ONE, 7L, new TopicPartition("visits", 0), 0L), NOW);
        assertThat(HookJson.read(HookJson.write(hook))).isEqualTo(hook);
        assertThatThrownBy(() -> HookJson.read(HookJson.write(hook).replace("link.created", "link.melted")))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("types must be some of");
        assertThatThrownBy(() -> HookJson.read(HookJson.write(hook).replace("link-events-1", "x")))
                .isInstanceOf(MalformedValueException.class);
    }

    @Test
    void readsWhatEarlierVersionsWrote() throws Exception {
        Hook hook =
                HookJson.read("{\"format\":1,\"id\":\"billing\",\"url\":\"https://example.org/hook\",\"state\":\"OFF\","
                        + "\"why\":\"its endpoint answered 410\",\"createdAt\":\"2026-01-31T12:00:00Z\","
                        + "\"types\":[\"link.created\"],"
                        + "\"codes\":[],\"tags\":[\"a\"],\"secrets\":[\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"],"
                        + "\"positions\":{\"link-events-1\":\"1769860800000:7\"},\"later\":true}");
        assertThat(hook.state()).isEqualTo(Hook.State.OFF);
        assertThat(hook.createdAt()).isEqualTo(NOW);
        assertThat(hook.tags()).containsExactly("a");
        assertThat(hook.tenant()).isEqualTo("default");
        assertThat(hook.isGuarded()).isFalse();
        assertThat(hook.position(ONE)).isEqualTo(new Hook.Position(1_769_860_800_000L, 7));

        DeliveryReport report = DeliveryReport.read("{\"format\":1,\"instance\":\"projector-1\","
                + "\"at\":\"2026-01-31T12:00:00Z\",\"delivered\":3,\"failed\":2,\"dead\":1,\"skipped\":0,"
                + "\"lastFailed\":\"2026-01-31T12:00:00Z\",\"lastError\":\"503\"}");
        assertThat(report).isEqualTo(new DeliveryReport("projector-1", NOW, 3, 2, 1, 0, null, NOW, "503", null, null));
        assertThat(DeliveryReport.read(report.write())).isEqualTo(report);
        assertThatThrownBy(() -> DeliveryReport.read(report.write().replace(":3,", ":-3,")))
                .isInstanceOf(MalformedValueException.class);
    }

    /** An older process would ignore the new fields: it would send all tenants' events, to any address. */
    @Test
    void anEarlierVersionDoesNotServeAHookOfATenantOrOfTheApi() throws Exception {
        Hook plain = hook(Set.of("visit"), Set.of(), Set.of());
        assertThat(HookJson.write(plain)).startsWith("{\"format\":1,").doesNotContain("tenant", "origin");
        for (Hook restricted : List.of(
                new HookOf("team-a", Hook.Origin.OPERATOR).hook(), new HookOf("default", Hook.Origin.API).hook())) {
            assertThat(HookJson.write(restricted)).startsWith("{\"format\":2,");
            assertThat(HookJson.read(HookJson.write(restricted))).isEqualTo(restricted);
        }
    }

    private record HookOf(String tenant, Hook.Origin origin) {
        Hook hook() {
            Hook like = HookTest.hook(Set.of("visit"), Set.of(), Set.of());
            return new Hook(
                    like.id(),
                    tenant,
                    origin,
                    like.url(),
                    like.types(),
                    like.codes(),
                    like.tags(),
                    like.secrets(),
                    like.state(),
                    like.why(),
                    like.createdAt(),
                    like.positions());
        }
    }

    @Test
    void noChangeLiftsTheGuardOrMovesAHookToAnotherTenant() {
        Hook hook = new HookOf("team-a", Hook.Origin.API).hook();
        for (Hook changed : List.of(
                hook.withRequest(Map.of(ONE, 1L), NOW),
                hook.withReachedOffsets(Map.of(ONE, 1L)),
                hook.withState(Hook.State.ACTIVE, ""),
                hook.withNewestSecretOnly())) {
            assertThat(changed.isGuarded()).isTrue();
            assertThat(changed.tenant()).isEqualTo("team-a");
        }
    }

    @Test
    void wantsByTypeCodeAndTag() {
        EventView event = edit("code");
        assertThat(hook(Set.of("link.edited"), Set.of(), Set.of()).wants(event, List.of()))
                .isTrue();
        assertThat(hook(Set.of("link.created"), Set.of(), Set.of()).wants(event, List.of()))
                .isFalse();
        assertThat(hook(Set.of("link.edited"), Set.of("code"), Set.of()).wants(event, List.of()))
                .isTrue();
        assertThat(hook(Set.of("link.edited"), Set.of("other"), Set.of()).wants(event, List.of()))
                .isFalse();
        assertThat(hook(Set.of("link.edited"), Set.of(), Set.of("a")).wants(event, List.of("b", "a")))
                .isTrue();
        assertThat(hook(Set.of("link.edited"), Set.of(), Set.of("a")).wants(event, List.of("b")))
                .isFalse();
    }

    @Test
    void aNewRequestMakesCommittedOffsetsVoid() {
        Hook hook = hook(Set.of("link.edited"), Set.of(), Set.of()).withRequest(Map.of(ONE, 5L, TWO, 5L), NOW);
        OffsetAndMetadata before =
                new OffsetAndMetadata(9, Long.toString(hook.position(ONE).number()));
        assertThat(hook.isCurrent(ONE, before)).isTrue();
        Hook replayed = hook.withRequest(Map.of(ONE, 2L), NOW);
        assertThat(replayed.isCurrent(ONE, before)).isFalse();
        assertThat(replayed.isCurrent(TWO, before))
                .as("the request is for another partition")
                .isTrue();
        // a second request for another partition does not change the first
        assertThat(replayed.withRequest(Map.of(TWO, 1L), NOW).position(ONE)).isEqualTo(replayed.position(ONE));
        // a later hook with the same id
        assertThat(hook(Set.of("link.edited"), Set.of(), Set.of())
                        .withRequest(Map.of(ONE, 0L), NOW.plusSeconds(60))
                        .isCurrent(ONE, before))
                .isFalse();
        assertThat(hook.isCurrent(ONE, new OffsetAndMetadata(9)))
                .as("set by another tool")
                .isFalse();
    }

    @Test
    void keepsReachedOffsetsUnderTheSameRequest() {
        Hook hook = hook(Set.of("link.edited"), Set.of(), Set.of()).withRequest(Map.of(ONE, 5L), NOW);
        Hook reached = hook.withReachedOffsets(Map.of(ONE, 9L));
        assertThat(reached.position(ONE))
                .isEqualTo(new Hook.Position(hook.position(ONE).number(), 9));
        assertThat(reached.withReachedOffsets(Map.of(ONE, 3L)).position(ONE).offset())
                .isEqualTo(9);
    }
}
