package io.linklog.cli.topics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One topic as it was found.
 *
 * @param partitions how many
 * @param replicas of each partition
 * @param underReplicated partitions with fewer replicas in sync than they should have
 * @param records end offsets less begin offsets: with transactions, their markers count too, and in a compacted topic
 *     so do records that compaction has taken away
 * @param bytes on the disks of all brokers, replicas included; null where the brokers do not say
 * @param cleanup the cleanup.policy
 * @param retentionMs how long records are kept, -1 for ever; null where that is not a question (compacted topics)
 * @param readers the consumer groups that have committed offsets here, by name
 */
record TopicState(
        String name,
        TopicKind kind,
        int partitions,
        int replicas,
        int underReplicated,
        long records,
        @Nullable Long bytes,
        String cleanup,
        @Nullable Long retentionMs,
        List<Reader> readers) {

    TopicState {
        readers = List.copyOf(readers);
    }

    /**
     * A consumer group on this topic.
     *
     * @param state as Kafka names it: Stable when it has members, Empty when nobody reads now
     * @param lag records that it has not committed yet; partitions it never committed count whole
     */
    record Reader(String group, String state, long lag) {}

    boolean hasDeadLetters() {
        return kind == TopicKind.DEAD_LETTERS && records > 0;
    }
}
