package io.linklog.cli.topics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one topic.
 *
 * @param partitions their number
 * @param replicas of each partition
 * @param underReplicated partitions with too few replicas in sync
 * @param records end offsets minus begin offsets: this includes the markers of transactions, and records that
 *     compaction has removed
 * @param bytes on the disks of all brokers, with replicas; null when the brokers do not report them
 * @param cleanup the cleanup.policy
 * @param retentionMs how long records are kept, -1 forever; null for topics that are only compacted
 * @param readers consumer groups that have committed offsets of this topic, by name
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
     * @param state Kafka's name for it: Stable with members, Empty without
     * @param lag records that are not committed; a partition without a commit counts whole
     */
    record Reader(String group, String state, long lag) {}

    boolean hasDeadLetters() {
        return kind == TopicKind.DEAD_LETTERS && records > 0;
    }
}
