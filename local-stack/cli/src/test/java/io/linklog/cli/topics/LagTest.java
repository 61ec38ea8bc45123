package io.linklog.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagTest {

    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final TopicPartition SECOND = new TopicPartition("t", 1);

    @Test
    void isWhatLiesBetweenTheCommittedAndTheEndOffsets() {
        assertThat(Lag.byTopic(
                        Map.of(FIRST, new OffsetAndMetadata(7), SECOND, new OffsetAndMetadata(5)),
                        Map.of(FIRST, 0L, SECOND, 0L),
                        Map.of(FIRST, 10L, SECOND, 5L)))
                .isEqualTo(Map.of("t", 3L));
    }

    @Test
    void countsAPartitionWholeThatWasNeverCommitted() {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        committed.put(FIRST, new OffsetAndMetadata(10));
        committed.put(SECOND, null);
        assertThat(Lag.byTopic(committed, Map.of(FIRST, 0L, SECOND, 2L), Map.of(FIRST, 10L, SECOND, 5L)))
                .isEqualTo(Map.of("t", 3L));
    }

    @Test
    void leavesOutWhatRetentionHasTaken() {
        assertThat(Lag.byTopic(Map.of(FIRST, new OffsetAndMetadata(1)), Map.of(FIRST, 8L), Map.of(FIRST, 10L)))
                .isEqualTo(Map.of("t", 2L));
    }

    @Test
    void isNeverNegativeAndKnowsOnlyTopicsWithCommits() {
        assertThat(Lag.byTopic(
                        Map.of(FIRST, new OffsetAndMetadata(12)),
                        Map.of(FIRST, 0L),
                        Map.of(FIRST, 10L, new TopicPartition("other", 0), 3L)))
                .isEqualTo(Map.of("t", 0L));
    }
}
