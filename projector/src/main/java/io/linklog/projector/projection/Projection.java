package io.linklog.projector.projection;

import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.process.Health;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills one keyspace from all projected topics. Each feed has a thread and a consumer group of its own, so a backlog of
 * visits or of words does not delay links. Thread-safe.
 */
public final class Projection implements AutoCloseable {

    /** Which partitions a projection reads. */
    public enum Partitions {
        /** Those that the consumer groups assign to it. */
        SHARED,
        /**
         * All of them, starting at the groups' committed offsets, whether or not others read them. Such a projection
         * writes no dead letters.
         */
        ALL
    }

    private final Keyspace keyspace;
    private final List<FeedProjection> feeds = new ArrayList<>();

    /** Starts the threads. Does not wait: they retry until the servers answer. */
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
                    new FeedProjection.Parts(feed, stores, preparation, settings, partitions, meters.of(feed.kind())),
                    health));
        }
    }

    /** The keyspace that it fills. */
    public Keyspace keyspace() {
        return keyspace;
    }

    /** Why it cannot write; empty if it can. */
    public Optional<String> problem() {
        return feeds.stream()
                .map(FeedProjection::problem)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** For each partition that it reads, the offset before which all rows are written; it may not be committed yet. */
    public Map<FeedPartition, Long> writtenOffsets() {
        Map<FeedPartition, Long> written = new HashMap<>();
        feeds.forEach(feed -> written.putAll(feed.writtenOffsets()));
        return written;
    }

    /** For each partition, the offset of the last record that it could not read; partitions without one are missing. */
    public Map<FeedPartition, Long> unreadableOffsets() {
        Map<FeedPartition, Long> unreadable = new HashMap<>();
        feeds.forEach(feed -> unreadable.putAll(feed.unreadableOffsets()));
        return unreadable;
    }

    /** Stops: finishes the writes in flight, and commits what is durable. */
    @Override
    public void close() {
        feeds.forEach(FeedProjection::close);
    }
}
