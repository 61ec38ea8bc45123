package io.linklog.projector;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.kafka.ProjectedTopics;
import io.linklog.projector.projection.ProjectionStores;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the keyspace that readers read best when etcd does not name it: the one that has most of the log. The active
 * keyspace is the only one that every record reaches; an older one has stopped at a switch, and one that a replay has
 * not finished is behind.
 *
 * @param stores Cassandra tells which keyspaces exist, Kafka how far each one is
 */
record FurthestKeyspace(ProjectionStores stores) {

    /** Empty if there is no keyspace of projections. Blocks. */
    Optional<Keyspace> find() {
        Map<Keyspace, Long> written = new TreeMap<>(Comparator.comparingInt(Keyspace::number));
        try (ProjectedTopics log = new ProjectedTopics(stores.kafka())) {
            for (Keyspace one : stores.schema().keyspaces()) {
                long records = log.committedOffsets(one).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                written.put(one, records);
            }
        }
        return furthest(written);
    }

    /**
     * The keyspace with most records; of equal ones, the newest.
     *
     * @param written the number of records that each keyspace has
     */
    static Optional<Keyspace> furthest(Map<Keyspace, Long> written) {
        return written.entrySet().stream()
                .max(Map.Entry.<Keyspace, Long>comparingByValue()
                        .thenComparing(entry -> entry.getKey().number()))
                .map(Map.Entry::getKey);
    }
}
