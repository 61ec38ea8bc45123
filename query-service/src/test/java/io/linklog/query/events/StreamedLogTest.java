package io.linklog.query.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class StreamedLogTest {

    @Property
    void recordsOfOnePartitionKeepTheirOrderWhateverTheirTimes(
            @ForAll @Size(max = 4) List<@Size(max = 8) List<@IntRange(max = 20) Integer>> times) {
        List<ConsumerRecord<byte[], byte[]>> ordered = StreamedLog.sortByTime(records(times));
        assertThat(ordered).hasSize(times.stream().mapToInt(List::size).sum());
        Map<Integer, Long> latest = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : ordered) {
            Long before = latest.put(record.partition(), record.offset());
            assertThat(record.offset()).isEqualTo(before == null ? 0 : before + 1);
        }
    }

    @Test
    void recordsOfSeveralPartitionsAreSortedByTime() {
        assertThat(StreamedLog.sortByTime(records(List.of(List.of(1, 4, 5), List.of(2, 3, 6)))))
                .extracting(ConsumerRecord::timestamp)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    private static ConsumerRecords<byte[], byte[]> records(List<List<Integer>> times) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        for (int partition = 0; partition < times.size(); partition++) {
            List<ConsumerRecord<byte[], byte[]>> ofPartition = new ArrayList<>();
            for (int time : times.get(partition)) {
                ofPartition.add(new ConsumerRecord<>(
                        "t",
                        partition,
                        ofPartition.size(),
                        time,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        new byte[0],
                        new byte[0],
                        new RecordHeaders(),
                        Optional.empty()));
            }
            records.put(new TopicPartition("t", partition), ofPartition);
        }
        return new ConsumerRecords<>(records, Map.of());
    }
}
