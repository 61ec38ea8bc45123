package io.linklog.topology.rebuild;

import io.linklog.kit.kafka.KafkaCalls;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The offsets that an application has committed. */
final class GroupPositions {

    private GroupPositions() {}

    /**
     * The committed offsets; a partition without one is missing. Fails while a transaction that commits some is not
     * complete.
     *
     * @throws org.apache.kafka.common.KafkaException when the brokers refuse or do not answer; the call may be repeated
     */
    static Map<TopicPartition, Long> of(Admin admin, String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try {
            KafkaCalls.await(admin.listConsumerGroupOffsets(
                                    Map.of(group, new ListConsumerGroupOffsetsSpec()),
                                    new ListConsumerGroupOffsetsOptions().requireStable(true))
                            .partitionsToOffsetAndMetadata(group))
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            offsets.put(partition, offset.offset());
                        }
                    });
        } catch (GroupIdNotFoundException e) {
            // it never committed an offset, or lost all of them
        }
        return offsets;
    }
}
