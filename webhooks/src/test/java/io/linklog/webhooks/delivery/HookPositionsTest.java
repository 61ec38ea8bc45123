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
                    "default",
                    Hook.Origin.OPERATOR,
                    URI.create("https://example.org/hook"),
                    Set.of("link.edited"),
                    Set.of(),
                    Set.of(),
                    List.of(Secret.random(new SecureRandom())),
                    Hook.State.ACTIVE,
                    "",
                    NOW,
                    Map.of())
            .withRequest(Map.of(ONE, 5L), NOW);

    private final HookPositions positions = new HookPositions();

    /** An offset that was committed under the hook's request. */
    private static OffsetAndMetadata commitOf(Hook hook, TopicPartition partition, long offset) {
        return new OffsetAndMetadata(
                offset, Long.toString(hook.position(partition).number()));
    }

    @Test
    void startsAtTheRequestedOffsetUntilOneIsCommitted() {
        assertThat(positions.assign(ONE, HOOK, null)).isEqualTo(5);
        assertThat(positions.assign(TWO, HOOK, null)).isZero();
        assertThat(positions.assign(ONE, HOOK, commitOf(HOOK, ONE, 9))).isEqualTo(9);
        assertThat(positions.assign(ONE, HOOK, new OffsetAndMetadata(9)))
                .as("set by another tool")
                .isEqualTo(5);
    }

    @Test
    void commitsEachOffsetOnceWithTheNumberOfItsRequest() {
        positions.assign(ONE, HOOK, null);
        positions.assign(TWO, HOOK, null);
        Map<TopicPartition, OffsetAndMetadata> due = positions.dueOffsets(Map.of(ONE, 7L, TWO, 3L), BOTH);
        assertThat(due).isEqualTo(Map.of(ONE, commitOf(HOOK, ONE, 7), TWO, commitOf(HOOK, TWO, 3)));
        assertThat(positions.dueOffsets(Map.of(ONE, 7L, TWO, 3L), BOTH))
                .as("until it is committed")
                .isEqualTo(due);
        positions.recordCommit(due);
        assertThat(positions.dueOffsets(Map.of(ONE, 7L, TWO, 4L), BOTH)).isEqualTo(Map.of(TWO, commitOf(HOOK, TWO, 4)));
        assertThat(positions.dueOffsets(Map.of(ONE, 8L, TWO, 4L), Set.of(ONE)))
                .as("only the given partitions")
                .containsOnlyKeys(ONE);
    }

    @Test
    void movesOnlyThePartitionsOfANewRequest() {
        positions.assign(ONE, HOOK, commitOf(HOOK, ONE, 9));
        positions.assign(TWO, HOOK, null);
        assertThat(positions.findMoved(BOTH, HOOK)).isEmpty();
        Hook replayed = HOOK.withRequest(Map.of(ONE, 2L), NOW);
        assertThat(positions.findMoved(BOTH, replayed)).containsExactly(ONE);
        assertThat(positions.move(ONE, replayed)).isEqualTo(2);
        assertThat(positions.findMoved(BOTH, replayed)).isEmpty();
    }

    @Test
    void aReplayToACommittedOffsetIsCommittedAgain() {
        positions.assign(ONE, HOOK, null);
        Map<TopicPartition, OffsetAndMetadata> before = positions.dueOffsets(Map.of(ONE, 7L), BOTH);
        positions.recordCommit(before);
        Hook replayed = HOOK.withRequest(Map.of(ONE, 7L), NOW);
        positions.move(ONE, replayed);
        assertThat(positions.dueOffsets(Map.of(ONE, 7L), BOTH)).isEqualTo(Map.of(ONE, commitOf(replayed, ONE, 7)));
        // the brokers answer the earlier commit late
        positions.recordCommit(before);
        assertThat(positions.dueOffsets(Map.of(ONE, 7L), BOTH)).isEqualTo(Map.of(ONE, commitOf(replayed, ONE, 7)));
    }

    @Test
    void forgetsARevokedPartition() {
        positions.assign(ONE, HOOK, null);
        Map<TopicPartition, OffsetAndMetadata> due = positions.dueOffsets(Map.of(ONE, 7L), BOTH);
        positions.recordCommit(due);
        positions.forget(Set.of(ONE));
        // another member has committed less
        positions.assign(ONE, HOOK, commitOf(HOOK, ONE, 6));
        assertThat(positions.dueOffsets(Map.of(ONE, 7L), BOTH)).isEqualTo(due);
    }
}
