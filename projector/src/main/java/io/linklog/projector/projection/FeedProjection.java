package io.linklog.projector.projection;

import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Runs one feed of one keyspace, on a thread of its own: runs a {@link FeedRun}, and starts a new one after a pause if
 * the last one failed. Other methods may be called from any thread.
 */
final class FeedProjection implements AutoCloseable {

    /** The topic with its tables, and the keyspace to write to. */
    record Parts(
            Feed feed,
            ProjectionStores stores,
            KeyspacePreparation preparation,
            ProjectionSettings settings,
            Projection.Partitions partitions,
            FeedMeters meters) {}

    private final Parts parts;
    private final Loop loop;
    private final Map<TopicPartition, Long> written = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> unreadable = new ConcurrentHashMap<>();
    private volatile @Nullable FeedRun run;
    private volatile boolean closing;

    /** Starts the thread. Does not wait: the thread retries until the servers answer. */
    FeedProjection(Parts parts, Health health) {
        this.parts = parts;
        String feed = parts.feed().kind().id();
        this.loop = Loop.start(
                "projection of " + feed + " to " + parts.preparation().keyspace(), this::step, this::wakeUp, health);
    }

    /** Why it cannot write; empty if it can. */
    Optional<String> problem() {
        FeedRun now = run;
        return now == null ? Optional.of("waiting for Kafka and Cassandra") : now.problem();
    }

    /** For each assigned partition, the offset before which all rows are written; it may not be committed yet. */
    Map<FeedPartition, Long> writtenOffsets() {
        return ofFeed(written);
    }

    /** For each partition, the offset of the last record that could not be read; others are missing. */
    Map<FeedPartition, Long> unreadableOffsets() {
        return ofFeed(unreadable);
    }

    private Map<FeedPartition, Long> ofFeed(Map<TopicPartition, Long> offsets) {
        Map<FeedPartition, Long> own = new HashMap<>();
        offsets.forEach(
                (partition, offset) -> own.put(new FeedPartition(parts.feed().kind(), partition.partition()), offset));
        return own;
    }

    private void step() throws Exception {
        FeedRun now = run;
        try {
            if (now == null) {
                now = new FeedRun(parts, written, unreadable, () -> closing);
                run = now;
            }
            now.step();
        } catch (WakeupException e) {
            // close() was called
        } catch (InterruptException | InterruptedException e) {
            throw new InterruptedException();
        } catch (Exception e) {
            // a new consumer starts at the last commit and reads the rest again
            run = null;
            if (now != null) {
                now.abandon();
            }
            throw e;
        }
    }

    private void wakeUp() {
        closing = true;
        FeedRun now = run;
        if (now != null) {
            now.wakeUp();
        }
    }

    /** Stops: finishes the writes in flight, and commits what is durable. */
    @Override
    public void close() {
        loop.close();
        FeedRun now = run;
        run = null;
        if (now != null) {
            now.close();
        }
    }
}
