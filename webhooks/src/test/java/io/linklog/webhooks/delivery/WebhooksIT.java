package io.linklog.webhooks.delivery;

import static io.linklog.webhooks.TestHooks.changes;
import static io.linklog.webhooks.TestHooks.edits;
import static io.linklog.webhooks.TestHooks.quickSettings;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.kafka.LinkFacts;
import io.linklog.kit.kafka.TestLog;
import io.linklog.kit.kafka.VisitFacts;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import io.linklog.stack.SharedStack;
import io.linklog.webhooks.Receiver;
import io.linklog.webhooks.TestHooks;
import io.linklog.webhooks.hooks.DeliveryReport;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.Secret;
import io.linklog.webhooks.letters.LetterBox;
import io.linklog.webhooks.letters.LetterOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test has its own hook, which gets only the codes of this test. */
class WebhooksIT {

    private static TestLog log;

    private TestHooks hooks;
    private Receiver receiver;

    @BeforeAll
    static void open() throws Exception {
        log = new TestLog(SharedStack.with());
    }

    @AfterAll
    static void close() throws Exception {
        log.close();
    }

    @BeforeEach
    void listen() throws Exception {
        hooks = new TestHooks(log);
        receiver = hooks.receiver();
    }

    @AfterEach
    void end() throws Exception {
        hooks.close();
    }

    @Test
    void deliversWantedEventsInOrderSignedAndInTheFormatOfTheApi() throws Exception {
        Hook hook = hooks.add(Set.of("link.created", "link.edited", "visit"), "wanted");
        hooks.run("it", quickSettings());
        log.log(edits("unwanted", 2));
        log.log(LinkFacts.of("wanted", "https://example.org/1")
                .edit("https://example.org/2", "Two")
                .delete()
                .events());
        assertThat(receiver.await(2)).containsExactly("wanted link.created 1", "wanted link.edited 2");
        log.logVisits(List.of(VisitFacts.visit("wanted", "hooks-journal", 1)));
        receiver.await(3);

        Receiver.Call edit = receiver.calls().get(1);
        assertThat(edit.id())
                .startsWith("link-events-")
                .isEqualTo(edit.json().path("id").asText());
        assertThat(edit.json().path("data").path("link").path("shortUrl").asText())
                .isEqualTo("http://localhost:8080/wanted");
        assertThat(edit.json().path("data").path("link").path("longUrl").asText())
                .isEqualTo("https://example.org/2");
        assertThat(edit.signature())
                .isEqualTo(Secret.signature(
                        hook.secrets(),
                        edit.id(),
                        Long.parseLong(edit.timestamp()),
                        edit.body().getBytes(StandardCharsets.UTF_8)));
        Receiver.Call visit = receiver.calls().get(2);
        assertThat(visit.json().path("type").asText()).isEqualTo("visit");
        assertThat(visit.json().path("data").path("id").asText()).isEqualTo("hooks-journal-0-1");
    }

    @Test
    void repeatsAFailedCallWithTheSameId() throws Exception {
        hooks.add(changes(), "again");
        AtomicInteger calls = new AtomicInteger();
        receiver.answerWith(call -> calls.incrementAndGet() < 3 ? 503 : 200);
        hooks.run("it", quickSettings());
        log.log(edits("again", 2));
        assertThat(receiver.await(2)).containsExactly("again link.created 1", "again link.edited 2");
        assertThat(receiver.calls().stream().limit(3).map(Receiver.Call::id).distinct())
                .hasSize(1);
    }

    @Test
    void refusedAndFailingEventsGoToTheDeadLettersAndLaterEventsAreDelivered() throws Exception {
        Hook hook = hooks.add(changes(), "aside");
        receiver.answerWith(call -> call.version() == 2 ? 400 : call.version() == 3 ? 500 : 200);
        hooks.run("it", quickSettings());
        log.log(edits("aside", 4));
        assertThat(receiver.await(2)).containsExactly("aside link.created 1", "aside link.edited 4");
        assertThat(receiver.calls().stream().map(Receiver.Call::version)).containsExactly(1L, 2L, 3L, 3L, 3L, 4L);

        List<LetterOrigin> letters = letters(hook);
        assertThat(letters).extracting(LetterOrigin::why).containsExactly("400", "500");
        assertThat(letters)
                .extracting(origin -> EventView.id(origin.topic(), origin.partition(), origin.offset()))
                .containsExactly(
                        receiver.calls().get(1).id(), receiver.calls().get(2).id());
        Awaitility.await("its report").atMost(TestLog.LONG_ENOUGH).until(() -> {
            DeliveryReport report = hooks.report(hook.id());
            return report.delivered() == 2 && report.dead() == 2 && report.failed() == 4;
        });
    }

    private static List<LetterOrigin> letters(Hook hook) {
        try (LetterBox box = new LetterBox(log.kafka(), hook)) {
            return box.read().stream().map(LetterBox.Letter::origin).toList();
        }
    }

    @Test
    void aFailingEndpointIsSuspendedAndNoEventIsLost() throws Exception {
        Hook hook = hooks.add(changes(), "dead", "dead-2");
        receiver.answerWith(call -> 503);
        DeliverySettings suspicious = new DeliverySettings(
                Duration.ofSeconds(10),
                5,
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                4,
                4,
                1,
                Duration.ofMillis(50),
                Duration.ofMillis(200));
        hooks.run("it", suspicious);
        log.log(edits("dead", 3));
        log.log(edits("dead-2", 3));
        Awaitility.await("suspended")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() -> hooks.report(hook.id()).suspendedSince() != null);
        int probes = receiver.calls().size();
        Awaitility.await("more probes")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() -> receiver.calls().size() > probes + 3);
        receiver.answerWith(call -> 200);
        assertThat(receiver.await(6))
                .filteredOn(event -> event.startsWith("dead "))
                .containsExactly("dead link.created 1", "dead link.edited 2", "dead link.edited 3");
        assertThat(letters(hook)).isEmpty();
        Awaitility.await("no longer suspended")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() -> hooks.report(hook.id()).suspendedSince() == null);
    }

    @Test
    void aClosedPortProducesNoDeadLetters() throws Exception {
        receiver.close();
        Hook hook = hooks.add(changes(), "nobody");
        hooks.run("it", quickSettings());
        log.log(edits("nobody", 1));
        Awaitility.await("more calls than an event has attempts")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() -> hooks.report(hook.id()).failed() > quickSettings().attempts() * 2L);
        assertThat(hooks.report(hook.id()).dead()).isZero();
    }

    @Test
    void aReplayDeliversTheEventsAfterTheOffsetAgain() throws Exception {
        Hook hook = hooks.add(changes(), "replayed");
        hooks.run("it", quickSettings());
        log.log(edits("replayed", 4));
        receiver.await(4);
        String[] place =
                receiver.calls().get(2).id().substring("link-events-".length()).split("-");
        TopicPartition partition = new TopicPartition(Topics.LINK_EVENTS.name(), Integer.parseInt(place[0]));
        hooks.change(hook.id(), now -> now.withRequest(Map.of(partition, Long.parseLong(place[1])), Instant.now()));
        receiver.await(6);
        log.log(edits("replayed", 1));
        assertThat(receiver.await(7).subList(4, 7))
                .containsExactly("replayed link.edited 3", "replayed link.edited 4", "replayed link.created 1");
        assertThat(receiver.calls().get(4).id())
                .isEqualTo(receiver.calls().get(2).id());
    }

    @Test
    void twoInstancesShareTheWorkAndAStoppedOneLeavesNoGap() throws Exception {
        String[] codes = Stream.of("a", "b", "c", "d", "e", "f", "g", "h")
                .map(letter -> "shared-" + letter)
                .toArray(String[]::new);
        hooks.add(changes(), codes);
        hooks.run("one", quickSettings());
        Webhooks two = hooks.run("two", quickSettings());
        int versions = 30;
        for (String code : codes) {
            log.log(edits(code, versions));
        }
        receiver.await(codes.length);
        two.close();
        hooks.run("three", quickSettings());
        Awaitility.await("all events")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() -> new HashSet<>(receiver.events()).size() == codes.length * versions);
        // a repeated event may arrive later; the first arrivals are in order
        for (String code : codes) {
            assertThat(new LinkedHashSet<>(receiver.events()).stream().filter(event -> event.startsWith(code + " ")))
                    .hasSize(versions)
                    .isSortedAccordingTo((one, other) -> Integer.compare(version(one), version(other)));
        }
    }

    private static int version(String event) {
        return Integer.parseInt(event.substring(event.lastIndexOf(' ') + 1));
    }

    @Test
    void aHookWithAGoneEndpointIsOffAndContinuesWhenResumed() throws Exception {
        Hook hook = hooks.add(changes(), "gone");
        receiver.answerWith(call -> call.version() == 2 ? 410 : 200);
        hooks.run("it", quickSettings());
        log.log(edits("gone", 3));
        Awaitility.await("off")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() -> hooks.find(hook.id())
                        .filter(now ->
                                now.state() == Hook.State.OFF && now.why().contains("410"))
                        .isPresent());
        assertThat(receiver.events()).containsExactly("gone link.created 1");
        receiver.answerWith(call -> 200);
        hooks.change(hook.id(), now -> now.withState(Hook.State.ACTIVE, ""));
        assertThat(receiver.await(3))
                .containsExactly("gone link.created 1", "gone link.edited 2", "gone link.edited 3");
    }

    @Test
    void aRemovedHookGetsNothing() throws Exception {
        Hook hook = hooks.add(changes(), "removed");
        Hook other = hooks.add(changes(), "stays", "removed");
        hooks.run("it", quickSettings());
        log.log(edits("removed", 1));
        receiver.await(2);
        hooks.remove(hook.id());
        hooks.awaitUnserved(hook);
        log.log(edits("removed", 1));
        log.log(edits("stays", 1));
        assertThat(receiver.await(4))
                .containsOnlyOnce("stays link.created 1")
                .filteredOn(event -> event.startsWith("removed"))
                .hasSize(3);
        assertThat(hooks.find(hook.id())).isEmpty();
        assertThat(hooks.find(other.id())).isPresent();
    }
}
