package io.linklog.query.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.http.Json;
import io.linklog.kit.kafka.LinkFacts;
import io.linklog.query.TestLinks;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.topics.Topics;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventMessagesTest {

    private static final EventFilter ALL = new EventFilter("default", Set.of(), null, null, EventFilter.ALL_TYPES);

    private final Set<String> purged = new HashSet<>();
    private LinkEvent next = event("kept");
    private final EventMessages messages = new EventMessages(
            (topic, value) -> next,
            (topic, visit) -> {
                throw new AssertionError("there are no visits");
            },
            purged::contains,
            visit -> false,
            () -> {
                throw new AssertionError("changes need no look-up");
            },
            URI.create("http://localhost:8080"),
            Json.mapper(),
            Duration.ofSeconds(1));

    private static LinkEvent event(String code) {
        return TestLinks.create(TestLinks.link(code, "https://example.org/" + code));
    }

    private boolean isSent(String code) throws InterruptedException {
        return message(event(code), ALL).isPresent();
    }

    private Optional<EventMessages.Message> message(LinkEvent event, EventFilter filter) throws InterruptedException {
        next = event;
        byte[] key = LinkName.text(event.getLink()).getBytes(StandardCharsets.UTF_8);
        return messages.of(new ConsumerRecord<>(Topics.LINK_EVENTS.name(), 0, 7, key, new byte[0]), filter);
    }

    @Test
    void oldEventsOfAPurgedLinkAreNotSent() throws InterruptedException {
        assertThat(isSent("gone")).isTrue();
        purged.add("gone");
        assertThat(isSent("gone")).isFalse();
        assertThat(isSent("kept")).isTrue();
    }

    @Test
    void ofAPurgedLinkOnlyThePurgeIsSentAndItSaysNothingOfTheLink() throws InterruptedException {
        purged.add("gone");
        LinkEvent purge = LinkFacts.of("gone", "https://example.org/secret", "red")
                .delete()
                .purge()
                .events()
                .get(2);
        purge.setBy("4f0qk2m81xvb");
        EventMessages.Message message = message(purge, ALL).orElseThrow();
        assertThat(message.type()).isEqualTo("link.purged");
        String at = "\"2026-05-01T11:00:00.000001Z\"";
        assertThat(message.data())
                .isEqualTo("{\"id\":\"link-events-0-7\",\"type\":\"link.purged\",\"at\":" + at + ",\"code\":\"gone\","
                        + "\"data\":{\"tenant\":\"default\",\"occurredAt\":" + at + ",\"by\":\"4f0qk2m81xvb\"}}");
        EventFilter tagged = new EventFilter("default", Set.of(), null, "red", EventFilter.ALL_TYPES);
        assertThat(message(purge, tagged)).isEmpty();
        EventFilter others = new EventFilter("team", Set.of(), null, null, EventFilter.ALL_TYPES);
        assertThat(message(purge, others)).isEmpty();
    }
}
