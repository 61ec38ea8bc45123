package io.linklog.topology.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatedClientsTest {

    private static final TopicPartition CLOSED = new TopicPartition("commands", 0);
    private static final TopicPartition OPEN = new TopicPartition("commands", 1);

    private final PartitionGate gate = new PartitionGate();
    private final MockConsumer<byte[], byte[]> mock = new MockConsumer<>("earliest");
    private final AtomicLong now = new AtomicLong();
    private final Set<String> mustWait = new HashSet<>();
    private final Consumer<byte[], byte[]> consumer = GatedClients.gated(
            mock, gate, record -> mustWait.contains(record.partition() + "@" + record.offset()), now::get);

    @BeforeEach
    void assign() {
        mock.assign(List.of(CLOSED, OPEN));
        mock.updateBeginningOffsets(Map.of(CLOSED, 0L, OPEN, 0L));
        gate.open(OPEN.partition(), Map.of());
    }

    private List<Long> poll(TopicPartition partition) {
        List<Long> offsets = new ArrayList<>();
        consumer.poll(Duration.ZERO).records(partition).forEach(record -> offsets.add(record.offset()));
        return offsets;
    }

    private void add(TopicPartition partition, long offset) {
        mock.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, new byte[0]));
    }

    @Test
    void aProducerHasANameThatFollowsFromItsInstance() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "instance-2");
        GatedClients clients = new GatedClients(gate, settings);
        assertThat(clients.named(
                        Map.of("transactional.id", "app-5f3c1f5e-2f66-4c0a-9f0a-1b2c3d4e5f60-12", "client.id", "kept")))
                .isEqualTo(Map.of("transactional.id", "app-instance-2-12", "client.id", "kept"));
        assertThat(ThreadNames.transactionalId("app", "instance-2-12")).isEqualTo("app-instance-2-12");
    }

    @Test
    void onlyTheThreadsOfAnInstanceAreItsOwn() {
        assertThat(ThreadNames.isThreadOf("topology-1", "topology-1-2")).isTrue();
        assertThat(ThreadNames.isThreadOf("topology-1", "topology-12-2")).isFalse();
        assertThat(ThreadNames.isThreadOf("topology", "topology-1-2")).isFalse();
        assertThat(ThreadNames.isThreadOf("topology-1", "topology-1-")).isFalse();
        assertThat(ThreadNames.isThreadOf("topology-1", "topology-1")).isFalse();
    }

    @Test
    void aClosedPartitionGivesNothingAndAnOpenOneDoes() {
        consumer.poll(Duration.ZERO);
        add(OPEN, 0);
        assertThat(poll(OPEN)).containsExactly(0L);
        assertThat(mock.paused()).containsExactly(CLOSED);
    }

    @Test
    void aResumeByStreamsDoesNotOpenAClosedPartition() {
        consumer.pause(List.of(CLOSED, OPEN));
        consumer.resume(List.of(CLOSED, OPEN));
        assertThat(mock.paused()).containsExactly(CLOSED);
    }

    @Test
    void aPartitionThatOpensBeginsWhereItIsTold() {
        consumer.poll(Duration.ZERO);
        gate.open(CLOSED.partition(), Map.of(CLOSED, 7L));
        consumer.poll(Duration.ZERO);
        assertThat(mock.paused()).isEmpty();
        assertThat(mock.position(CLOSED)).isEqualTo(7);
        mock.seek(CLOSED, 9);
        consumer.poll(Duration.ZERO);
        assertThat(mock.position(CLOSED)).as("told once").isEqualTo(9);
    }

    @Test
    void aPartitionThatOpensStaysPausedWhileStreamsWantsIt() {
        consumer.poll(Duration.ZERO);
        consumer.pause(List.of(CLOSED));
        gate.open(CLOSED.partition(), Map.of());
        consumer.poll(Duration.ZERO);
        assertThat(mock.paused()).containsExactly(CLOSED);
        consumer.resume(List.of(CLOSED));
        assertThat(mock.paused()).isEmpty();
    }

    @Test
    void aRecordThatMustWaitHoldsItsPartitionAloneAndComesAgain() {
        gate.open(CLOSED.partition(), Map.of());
        consumer.poll(Duration.ZERO);
        mustWait.add("1@1");
        for (long offset = 0; offset < 3; offset++) {
            add(OPEN, offset);
            add(CLOSED, offset);
        }
        ConsumerRecords<byte[], byte[]> first = consumer.poll(Duration.ZERO);
        assertThat(first.records(OPEN)).extracting(ConsumerRecord::offset).containsExactly(0L);
        assertThat(first.nextOffsets().get(OPEN).offset())
                .as("what Streams commits")
                .isEqualTo(1);
        assertThat(first.records(CLOSED)).hasSize(3);
        assertThat(mock.position(OPEN)).isEqualTo(1);

        consumer.resume(List.of(OPEN, CLOSED));
        add(CLOSED, 3);
        assertThat(poll(CLOSED)).containsExactly(3L);
        assertThat(mock.paused()).containsExactly(OPEN);

        mustWait.clear();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        consumer.poll(Duration.ZERO);
        add(OPEN, 1);
        assertThat(poll(OPEN)).containsExactly(1L);
        assertThat(mock.paused()).isEmpty();
    }

    @Test
    void aPartitionThatClosesAgainIsHeldAgain() {
        consumer.poll(Duration.ZERO);
        gate.close(OPEN.partition());
        consumer.poll(Duration.ZERO);
        assertThat(mock.paused()).containsExactlyInAnyOrder(CLOSED, OPEN);
    }
}
