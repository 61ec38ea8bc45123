package io.linklog.projector.projection;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.process.Health;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Fills one keyspace from all the topics that it is made of, each on a thread and in a consumer group of its own, so
 * that a backlog of visits delays no link. Thread-safe.
 */
public final class Projection implements AutoCloseable {

    /** How a projection comes by its partitions. */
    public enum Partitions {
        /** As a member of the groups, which share the partitions among their members. */
        SHARED,
        /** All of them, from the groups' committed offsets, whoever else reads. */
        ALL
    }

    private final Keyspace keyspace;
    private final List<FeedProjection> feeds = new ArrayList<>();

    /** Starts at once and waits for nothing: stores that are away are tried again until they are there. */
    public Projection(
            ProjectionStores stores,
            Keyspace keyspace,
            ProjectionSettings settings,
            Partitions partitions,
            ProjectionMeters meters,
            Health health) {
        this.keyspace = keyspace;
        meters.keyspace(keyspace);
        KeyspacePreparation preparation = new KeyspacePreparation(stores.kafka(), stores.schema(), keyspace);
        for (Feed feed : stores.feeds()) {
            feeds.add(new FeedProjection(
                    new FeedProjection.Parts(feed, stores, preparation, settings, partitions, meters.of(feed.topic())),
                    health));
        }
    }

    /** The keyspace it fills. */
    public Keyspace keyspace() {
        return keyspace;
    }

    /** What keeps it from writing; empty when all is well. */
    public Optional<String> problem() {
        return feeds.stream()
                .map(FeedProjection::problem)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** For each partition it has: the offset up to which everything is written (perhaps not committed yet). */
    public Map<TopicPartition, Long> written() {
        Map<TopicPartition, Long> written = new HashMap<>();
        feeds.forEach(feed -> written.putAll(feed.written()));
        return written;
    }

    /** Ends cleanly: what is in flight is finished, what is written is committed. */
    @Override
    public void close() {
        feeds.forEach(FeedProjection::close);
    }
}
