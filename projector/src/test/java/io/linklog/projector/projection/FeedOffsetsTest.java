package io.linklog.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedOffsetsTest {

    private static final TopicPartition ONE = new TopicPartition("link-events", 0);
    private static final TopicPartition OTHER = new TopicPartition("link-events", 1);

    private final AtomicLong nanos = new AtomicLong();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Map<TopicPartition, Long> published = new ConcurrentHashMap<>();
    private final FeedOffsets offsets = new FeedOffsets(
            consumer,
            new ProjectionSettings(1, 1, Duration.ofMillis(100), Duration.ofSeconds(15), 0),
            published,
            nanos::get);

    @BeforeEach
    void assign() {
        consumer.assign(List.of(ONE, OTHER));
    }

    @Test
    void anOffsetIsCommittedWhenItsWritesAreOnDisk() {
        write(ONE, 5);
        pass(Duration.ofMillis(14_900));
        write(ONE, 9);
        assertThat(committedOffset(ONE)).isEmpty();
        pass(Duration.ofMillis(100));
        assertThat(committedOffset(ONE)).contains(5L);
        pass(Duration.ofMillis(14_800));
        assertThat(committedOffset(ONE)).contains(5L);
        pass(Duration.ofMillis(200));
        assertThat(committedOffset(ONE)).contains(9L);
        assertThat(published).containsEntry(ONE, 9L);
    }

    @Test
    void closingCommitsOnlyWhatIsOnDisk() {
        write(ONE, 5);
        pass(Duration.ofSeconds(15));
        write(OTHER, 7);
        offsets.commitAll();
        assertThat(committedOffset(ONE)).contains(5L);
        assertThat(committedOffset(OTHER)).isEmpty();
    }

    @Test
    void aRevokedPartitionIsNotCommittedLater() {
        write(ONE, 5);
        write(OTHER, 7);
        offsets.commitBeforeLoss(Set.of(ONE));
        offsets.forget(Set.of(ONE));
        pass(Duration.ofSeconds(15));
        assertThat(committedOffset(ONE)).isEmpty();
        assertThat(committedOffset(OTHER)).contains(7L);
    }

    private void write(TopicPartition partition, long end) {
        offsets.startBatch(Map.of(partition, new OffsetAndMetadata(end)), 1);
        offsets.finishBatch();
        offsets.commitIfDue();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        offsets.commitIfDue();
    }

    private Optional<Long> committedOffset(TopicPartition partition) {
        return Optional.ofNullable(consumer.committed(Set.of(partition)).get(partition))
                .map(OffsetAndMetadata::offset);
    }
}
