package io.linklog.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingPartitionsTest {

    private static final TopicPartition ONE = new TopicPartition("t", 0);
    private static final TopicPartition OTHER = new TopicPartition("t", 1);

    private final MockConsumer<String, String> consumer = new MockConsumer<>("earliest");
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final WaitingPartitions waiting = new WaitingPartitions(consumer, now::get);

    @BeforeEach
    void assign() {
        consumer.assign(List.of(ONE, OTHER));
        consumer.updateBeginningOffsets(Map.of(ONE, 0L, OTHER, 0L));
        consumer.seekToBeginning(List.of(ONE, OTHER));
        for (long offset = 0; offset < 2; offset++) {
            add(ONE, offset);
            add(OTHER, offset);
        }
    }

    private void add(TopicPartition partition, long offset) {
        consumer.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "k", "v"));
    }

    /** The partitions and offsets of one poll. */
    private List<String> poll() {
        waiting.resumeDue();
        List<String> read = new ArrayList<>();
        consumer.poll(Duration.ZERO).forEach(record -> read.add(record.partition() + "@" + record.offset()));
        return read;
    }

    @Test
    void onlyThePartitionOfTheRecordWaits() {
        poll();
        waiting.await(ONE, 0);
        assertThat(waiting.isEmpty()).isFalse();
        add(OTHER, 2);
        assertThat(poll()).containsExactly("1@2");
        consumer.resume(consumer.paused());
        waiting.pauseAgain();
        assertThat(consumer.paused()).containsExactly(ONE);

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        add(ONE, 0);
        assertThat(poll()).containsExactly("0@0");
        assertThat(waiting.isEmpty()).as("the record may be put back again").isFalse();
        poll();
        assertThat(waiting.isEmpty()).isTrue();
    }

    @Test
    void aPartitionThatIsTakenAwayWaitsNoLonger() {
        poll();
        waiting.await(ONE, 0);
        consumer.assign(List.of(OTHER));
        waiting.pauseAgain();
        assertThat(poll()).isEmpty();
        assertThat(waiting.isEmpty()).isTrue();
    }
}
