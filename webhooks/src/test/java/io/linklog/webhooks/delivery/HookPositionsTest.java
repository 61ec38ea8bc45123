package io.linklog.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.Secret;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HookPositionsTest {

    private static final TopicPartition ONE = new TopicPartition("link-events", 1);
    private static final TopicPartition TWO = new TopicPartition("link-events", 2);
    private static final Set<TopicPartition> BOTH = Set.of(ONE, TWO);
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Hook HOOK = new Hook(
                    "billing",
                    URI.create("https://example.org/hook"),
                    Set.of("link.edited"),
                    Set.of(),
                    Set.of(),
                    List.of(Secret.random(new SecureRandom())),
                    Hook.State.ACTIVE,
                    "",
                    NOW,
                    Map.of())
            .at(Map.of(ONE, 5L), NOW);

    private final HookPositions positions = new HookPositions();

    /** As it is committed by who follows this record. */
    private static OffsetAndMetadata committed(Hook hook, TopicPartition partition, long offset) {
        return new OffsetAndMetadata(
                offset, Long.toString(hook.position(partition).number()));
    }

    @Test
    void beginsWhereTheHookWasToldToUntilSomethingIsCommitted() {
        assertThat(positions.got(ONE, HOOK, null)).isEqualTo(5);
        assertThat(positions.got(TWO, HOOK, null)).isZero();
        assertThat(positions.got(ONE, HOOK, committed(HOOK, ONE, 9))).isEqualTo(9);
        assertThat(positions.got(ONE, HOOK, new OffsetAndMetadata(9)))
                .as("what another tool has set")
                .isEqualTo(5);
    }

    @Test
    void commitsEachOffsetOnceWithTheNumberThatItFollows() {
        positions.got(ONE, HOOK, null);
        positions.got(TWO, HOOK, null);
        Map<TopicPartition, OffsetAndMetadata> due = positions.due(Map.of(ONE, 7L, TWO, 3L), BOTH);
        assertThat(due).isEqualTo(Map.of(ONE, committed(HOOK, ONE, 7), TWO, committed(HOOK, TWO, 3)));
        assertThat(positions.due(Map.of(ONE, 7L, TWO, 3L), BOTH))
                .as("until the group has it")
                .isEqualTo(due);
        positions.committed(due);
        assertThat(positions.due(Map.of(ONE, 7L, TWO, 4L), BOTH)).isEqualTo(Map.of(TWO, committed(HOOK, TWO, 4)));
        assertThat(positions.due(Map.of(ONE, 8L, TWO, 4L), Set.of(ONE)))
                .as("of one partition")
                .containsOnlyKeys(ONE);
    }

    @Test
    void goesWhereTheHookIsToldToAndNowhereElse() {
        positions.got(ONE, HOOK, committed(HOOK, ONE, 9));
        positions.got(TWO, HOOK, null);
        assertThat(positions.toldElsewhere(BOTH, HOOK)).isEmpty();
        Hook replayed = HOOK.at(Map.of(ONE, 2L), NOW);
        assertThat(positions.toldElsewhere(BOTH, replayed)).containsExactly(ONE);
        assertThat(positions.moved(ONE, replayed)).isEqualTo(2);
        assertThat(positions.toldElsewhere(BOTH, replayed)).isEmpty();
    }

    @Test
    void aReplayToAnOffsetThatWasCommittedBeforeIsCommittedAnew() {
        positions.got(ONE, HOOK, null);
        Map<TopicPartition, OffsetAndMetadata> before = positions.due(Map.of(ONE, 7L), BOTH);
        positions.committed(before);
        Hook replayed = HOOK.at(Map.of(ONE, 7L), NOW);
        positions.moved(ONE, replayed);
        assertThat(positions.due(Map.of(ONE, 7L), BOTH)).isEqualTo(Map.of(ONE, committed(replayed, ONE, 7)));
        // a commit of before, that the brokers have answered only now
        positions.committed(before);
        assertThat(positions.due(Map.of(ONE, 7L), BOTH)).isEqualTo(Map.of(ONE, committed(replayed, ONE, 7)));
    }

    @Test
    void knowsNothingOfAPartitionThatItHasLost() {
        positions.got(ONE, HOOK, null);
        Map<TopicPartition, OffsetAndMetadata> due = positions.due(Map.of(ONE, 7L), BOTH);
        positions.committed(due);
        positions.lost(Set.of(ONE));
        // another member has delivered some of it again, and committed less
        positions.got(ONE, HOOK, committed(HOOK, ONE, 6));
        assertThat(positions.due(Map.of(ONE, 7L), BOTH)).isEqualTo(due);
    }
}
