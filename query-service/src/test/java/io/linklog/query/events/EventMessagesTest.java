package io.linklog.query.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.query.TestLinks;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventMessagesTest {

    private static final EventFilter ALL = new EventFilter("default", Set.of(), null, null, EventFilter.ALL_TYPES);

    private final Set<String> purged = new HashSet<>();
    private final EventMessages messages = new EventMessages(
            (topic, code) -> event(new String(code, StandardCharsets.UTF_8)),
            (topic, visit) -> {
                throw new AssertionError("there are no visits");
            },
            purged::contains,
            visit -> false,
            () -> {
                throw new AssertionError("changes need no look-up");
            },
            URI.create("http://localhost:8080"),
            new ObjectMapper().findAndRegisterModules(),
            Duration.ofSeconds(1));

    private static LinkEvent event(String code) {
        return TestLinks.create(TestLinks.link(code, "https://example.org/" + code));
    }

    private boolean isSent(String code) throws InterruptedException {
        byte[] bytes = code.getBytes(StandardCharsets.UTF_8);
        return messages.of(new ConsumerRecord<>(Topics.LINK_EVENTS.name(), 0, 7, bytes, bytes), ALL)
                .isPresent();
    }

    @Test
    void oldEventsOfAPurgedLinkAreNotSent() throws InterruptedException {
        assertThat(isSent("gone")).isTrue();
        purged.add("gone");
        assertThat(isSent("gone")).isFalse();
        assertThat(isSent("kept")).isTrue();
    }
}
