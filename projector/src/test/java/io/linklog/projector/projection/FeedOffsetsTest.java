package io.linklog.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.CommitLogWatch.Synced;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedOffsetsTest {

    private static final TopicPartition ONE = new TopicPartition("link-events", 0);
    private static final TopicPartition OTHER = new TopicPartition("link-events", 1);

    private static final Duration DURABLE_AFTER = Duration.ofSeconds(15);

    private long losses;
    private final AtomicLong nanos = new AtomicLong();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Map<TopicPartition, Long> published = new ConcurrentHashMap<>();
    private final FeedOffsets offsets = new FeedOffsets(
            consumer,
            Duration.ofMillis(100),
            () -> new Synced(losses, nanos.get() - DURABLE_AFTER.toNanos() + 1),
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

    @Test
    void afterALossOfContactWhatMayNotBeOnDiskIsReadAgain() {
        write(ONE, 0, 5);
        pass(Duration.ofSeconds(10));
        write(ONE, 5, 7);
        write(OTHER, 20, 25);
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(5));
        assertThat(committedOffset(ONE)).contains(5L);
        assertThat(offsets.goBackAfterLoss()).isFalse();
        losses++;
        pass(Duration.ofSeconds(15));
        assertThat(committedOffset(ONE)).contains(5L);
        assertThat(committedOffset(OTHER)).isEmpty();

        assertThat(offsets.goBackAfterLoss()).isTrue();
        assertThat(consumer.position(ONE)).isEqualTo(5);
        assertThat(consumer.position(OTHER)).isEqualTo(20);
        assertThat(published).containsEntry(ONE, 5L).containsEntry(OTHER, 20L);
        pass(Duration.ofSeconds(15));
        assertThat(committedOffset(OTHER)).isEmpty();

        assertThat(offsets.goBackAfterLoss()).isFalse();
        write(ONE, 5, 7);
        write(OTHER, 20, 25);
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(15));
        assertThat(committedOffset(ONE)).contains(7L);
        assertThat(committedOffset(OTHER)).contains(25L);
    }

    @Test
    void aBatchDuringWhichContactIsLostIsWrittenAgain() {
        offsets.startBatch(records(ONE, 3, 9));
        losses++;
        offsets.finishBatch();
        pass(Duration.ofSeconds(30));
        assertThat(committedOffset(ONE)).isEmpty();
        assertThat(offsets.goBackAfterLoss()).isTrue();
        assertThat(consumer.position(ONE)).isEqualTo(3);
    }

    @Test
    void aLossWhileEverythingIsOnDiskRepeatsNothing() {
        write(ONE, 0, 5);
        pass(Duration.ofSeconds(15));
        losses++;
        assertThat(offsets.goBackAfterLoss()).isFalse();
        write(ONE, 5, 6);
        assertThat(offsets.goBackAfterLoss()).isFalse();
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(15));
        assertThat(committedOffset(ONE)).contains(6L);
    }

    private void write(TopicPartition partition, long end) {
        write(partition, 0, end);
    }

    private void write(TopicPartition partition, long begin, long end) {
        offsets.startBatch(records(partition, begin, end));
        offsets.finishBatch();
        offsets.commitIfDue();
    }

    private static ConsumerRecords<byte[], byte[]> records(TopicPartition partition, long begin, long end) {
        return new ConsumerRecords<>(
                Map.of(
                        partition,
                        List.of(new ConsumerRecord<>(
                                partition.topic(), partition.partition(), begin, new byte[0], new byte[0]))),
                Map.of(partition, new OffsetAndMetadata(end)));
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
