package io.linklog.topology;

import io.linklog.schemas.topics.Topics;

/**
 * Which keys a task decides.
 *
 * @param partition of the task
 * @param partitions of link-commands, link-events and links, the same number for each
 */
record Ownership(int partition, int partitions) {

    boolean owns(String key) {
        return Topics.partition(key, partitions) == partition;
    }
}
