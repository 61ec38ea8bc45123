package io.linklog.webhooks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.kafka.LinkFacts;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.call.OutgoingEvent;
import io.linklog.webhooks.hooks.DeliveryReport;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class HookBatchTest {

    private static final String PURGED = "purged";

    private static final Hook HOOK = new Hook(
            "billing",
            "default",
            Hook.Origin.OPERATOR,
            URI.create("https://example.org/hook"),
            Set.of("link.created", EventView.PURGED),
            Set.of("wanted", PURGED),
            Set.of(),
            List.of(Secret.random(new SecureRandom())),
            Hook.State.ACTIVE,
            "",
            Instant.EPOCH,
            Map.of());

    private final DeliveryTally tally = new DeliveryTally(
            DeliveryReport.none("it", Instant.EPOCH),
            new HookMeters(new SimpleMeterRegistry(), HOOK.id()),
            InstantSource.fixed(Instant.EPOCH));

    /** A value is the code of a created link, or the name of an error. */
    private static LinkEvent event(String topic, byte[] value) {
        String code = new String(value, UTF_8);
        switch (code) {
            case "broken" -> throw new UnreadableRecordException("broken", null);
            case "purge" -> {
                return LinkFacts.of(PURGED, "https://example.org/secret")
                        .delete()
                        .purge()
                        .events()
                        .get(2);
            }
            case "away" -> throw new RegistryUnavailableException("away", null);
            default -> {
                return LinkFacts.of(code, "https://example.org/").events().get(0);
            }
        }
    }

    private static final EventReader READER = new EventReader(
            HookBatchTest::event,
            (topic, value) -> {
                throw new AssertionError("there are no visits");
            },
            PURGED::equals,
            visit -> false,
            URI.create("http://localhost:8080"));

    private HookBatch read(long end, String... values) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String value : values) {
            records.add(new ConsumerRecord<>(
                    Topics.LINK_EVENTS.name(), 0, 10 + records.size(), PURGED.getBytes(UTF_8), value.getBytes(UTF_8)));
        }
        return HookBatch.read(records, end, HOOK, READER, tally);
    }

    private static List<Long> offsets(HookBatch batch) {
        return batch.events().stream().map(event -> event.record().offset()).toList();
    }

    private long skipped() {
        return tally.newReport(true).map(DeliveryReport::skipped).orElse(0L);
    }

    @Test
    void takesWantedEventsAndEndsAfterUnwantedOnes() {
        HookBatch batch = read(14, "wanted", "unwanted", "wanted");
        assertThat(offsets(batch)).containsExactly(10L, 12L);
        assertThat(batch.end()).isEqualTo(14);
        assertThat(batch.registryAway()).isFalse();
        assertThat(read(9).end()).as("without records").isEqualTo(9);
        assertThat(skipped()).isZero();
    }

    @Test
    void ofAPurgedLinkOnlyThePurgeIsWantedAndItSaysNothingOfTheLink() {
        HookBatch batch = read(13, "wanted", PURGED, "purge");
        assertThat(offsets(batch)).containsExactly(10L, 12L);
        assertThat(batch.end()).isEqualTo(13);
        assertThat(skipped()).isZero();
        OutgoingEvent purge = batch.events().get(1);
        assertThat(purge.type()).isEqualTo("link.purged");
        assertThat(new String(purge.body(), UTF_8)).contains(PURGED).doesNotContain("secret");
        assertThat(READER.isErased(purge)).as("it waits like every other").isFalse();
        assertThat(READER.isErased(new OutgoingEvent(purge.record(), "1", "link.created", new byte[0])))
                .as("an event of before that waits")
                .isTrue();
    }

    @Test
    void skipsAndCountsUnreadableRecords() {
        HookBatch batch = read(13, "wanted", "broken", "wanted");
        assertThat(offsets(batch)).containsExactly(10L, 12L);
        assertThat(skipped()).isOne();
    }

    @Test
    void stopsAtARecordThatNeedsTheRegistry() {
        HookBatch batch = read(13, "wanted", "away", "wanted");
        assertThat(offsets(batch)).containsExactly(10L);
        assertThat(batch.end()).isEqualTo(11);
        assertThat(batch.registryAway()).isTrue();
        assertThat(skipped()).isZero();
    }
}
