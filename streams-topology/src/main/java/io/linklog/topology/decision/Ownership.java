package io.linklog.topology.decision;

import io.linklog.schemas.topics.Topics;

/**
 * Which keys a partition owns.
 *
 * @param partition whose commands are decided
 * @param partitions of link-commands, link-events and links; all three have this number
 */
public record Ownership(int partition, int partitions) {

    public boolean owns(String key) {
        return Topics.partition(key, partitions) == partition;
    }
}
