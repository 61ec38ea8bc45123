package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.schemas.LinkEvent;
import io.linklog.visits.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;

/** One keyspace and what is kept in memory beside it: everything that a reader sees comes from one of these. */
final class ReadModel implements AutoCloseable {

    /** What every read model is made of, whatever its keyspace. */
    record Parts(
            CqlSession cassandra,
            KafkaSettings kafka,
            LogOffsets offsets,
            Deserializer<LinkEvent> events,
            Supplier<Counts> counts,
            QuerySettings settings,
            LookupMetrics metrics,
            Tracing tracing,
            Health health) {}

    /** How long an event stays in the overlay after the projector wrote it, see {@link ProjectorProgress}. */
    private static final Duration OVERLAY_LINGER = Duration.ofSeconds(5);

    private final String keyspace;
    private final Closer closer = new Closer();
    private final Overlay overlay;
    private final LinkCache cache;
    private final Fence fence;
    private final LinkLookup links;
    private final Projection projection;
    private final EventTail tail;
    private final int partitions;

    private ReadModel(Parts parts, String keyspace) throws Exception {
        QuerySettings settings = parts.settings;
        this.keyspace = keyspace;
        this.partitions = parts.offsets.partitions();
        this.projection = new Projection(
                parts.cassandra, keyspace, parts.counts, settings.readDeadline(), new CassandraSpans(parts.tracing));
        this.overlay = new Overlay(partitions, settings.overlayEvents());
        this.cache = new LinkCache(settings.cacheEntries());
        this.fence = new Fence(partitions, parts.offsets, settings.fenceWait(), System::nanoTime);
        this.links = new LinkLookup(overlay, cache, projection.links(), fence, partitions, parts.metrics);
        long[] begin = parts.offsets.projected(keyspace);
        this.tail = closer.add(
                "tail",
                new EventTail(
                        parts.kafka,
                        settings.http().instanceId() + "-tail-" + keyspace,
                        begin,
                        parts.events,
                        new KafkaSpans(parts.tracing),
                        new EventTail.Listener() {
                            @Override
                            public void event(int partition, long offset, LinkEvent event) {
                                links.apply(partition, offset, event);
                            }

                            @Override
                            public void reached(int partition, long position) {
                                fence.advance(partition, position);
                            }
                        },
                        parts.health));
        closer.add(
                "projector progress",
                new ProjectorProgress(
                        parts.offsets, keyspace, overlay, OVERLAY_LINGER, System::nanoTime, parts.health));
    }

    /**
     * Opens a keyspace and starts to read the log from where its projector has come to. What it answers is right at
     * once, but misses are slow until the end of the log is reached, see {@link #atEnd}.
     *
     * @throws Exception when tables, Cassandra or Kafka are away; trying again later is safe
     */
    static ReadModel open(Parts parts, String keyspace) throws Exception {
        return new ReadModel(parts, keyspace);
    }

    /** Whether everything that was in the log when this was called has been read; waits a little. */
    boolean atEnd() throws Exception {
        List<CompletableFuture<Fence.Passage>> passages = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            passages.add(fence.ask(partition));
        }
        for (CompletableFuture<Fence.Passage> passage : passages) {
            if (passage.get(30, TimeUnit.SECONDS) != Fence.Passage.PASSED) {
                return false;
            }
        }
        return true;
    }

    String keyspace() {
        return keyspace;
    }

    LinkLookup links() {
        return links;
    }

    Projection projection() {
        return projection;
    }

    LinkCache cache() {
        return cache;
    }

    Overlay overlay() {
        return overlay;
    }

    EventTail tail() {
        return tail;
    }

    @Override
    public void close() throws Exception {
        closer.close();
    }
}
