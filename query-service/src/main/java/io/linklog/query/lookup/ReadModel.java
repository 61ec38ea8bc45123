package io.linklog.query.lookup;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.names.LinkName;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * One keyspace of the projection with the memory that belongs to it. A request takes one of these and reads everything
 * from it. Thread-safe.
 */
public final class ReadModel implements AutoCloseable {

    /**
     * What every read model is made of, whatever its keyspace.
     *
     * @param statements what to prepare for each keyspace
     */
    public record Parts(
            CqlSession cassandra,
            KafkaSettings kafka,
            String instanceId,
            LogOffsets offsets,
            Deserializer<LinkEvent> events,
            List<PerKeyspace<?>> statements,
            LookupSettings settings,
            LookupMetrics metrics,
            Tracing tracing,
            Health health) {}

    /** How long an event stays in the overlay after the projector wrote it, see {@link ProjectorProgress}. */
    private static final Duration OVERLAY_LINGER = Duration.ofSeconds(5);

    private final String keyspace;
    private final Closer closer = new Closer();
    private final Overlay overlay;
    private final LinkCache cache;
    private final LogFence fence;
    private final LinkLookup links;
    private final Spellings spellings;
    private final Map<PerKeyspace<?>, Object> prepared = new HashMap<>(); // filled by the constructor only
    private final EventTail tail;
    private final int partitions;

    private ReadModel(Parts parts, String keyspace) throws Exception {
        LookupSettings settings = parts.settings;
        this.keyspace = keyspace;
        this.spellings = settings.spellings();
        this.partitions = parts.offsets.partitions();
        KeyspaceSession session = new KeyspaceSession(
                parts.cassandra, keyspace, settings.readDeadline(), new CassandraSpans(parts.tracing));
        parts.statements.forEach(part -> prepared.put(part, part.prepare(session)));
        this.overlay = new Overlay(partitions, settings.overlayEvents());
        this.cache = new LinkCache(settings.cacheEntries());
        this.fence = new LogFence(partitions, parts.offsets, settings.fenceWait(), System::nanoTime);
        this.links = new LinkLookup(overlay, cache, new SelectLink(session), fence, partitions, parts.metrics);
        long[] begin = parts.offsets.findProjected(keyspace);
        this.tail = closer.add(
                "tail",
                new EventTail(
                        parts.kafka,
                        parts.instanceId + "-tail-" + keyspace,
                        begin,
                        parts.events,
                        new KafkaSpans(parts.tracing),
                        new EventTail.Listener() {
                            @Override
                            public void event(int partition, long offset, LinkEvent event) {
                                links.apply(partition, offset, event);
                            }

                            @Override
                            public void onReached(int partition, long position) {
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
     * Opens a keyspace and starts to read the log from the offsets that its projector has committed. Answers are right
     * at once, but misses are slow until the end of the log is reached, see {@link #atEnd}.
     *
     * @throws Exception when tables, Cassandra or Kafka are away; a later try is safe
     */
    static ReadModel open(Parts parts, String keyspace) throws Exception {
        return new ReadModel(parts, keyspace);
    }

    /** Whether everything that was in the log at the time of the call has been read; waits a little. */
    boolean atEnd() throws Exception {
        List<CompletableFuture<LogFence.Passage>> passages = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            passages.add(fence.ask(partition));
        }
        for (CompletableFuture<LogFence.Passage> passage : passages) {
            if (passage.get(30, TimeUnit.SECONDS) != LogFence.Passage.PASSED) {
                return false;
            }
        }
        return true;
    }

    /** The name of the keyspace. */
    public String keyspace() {
        return keyspace;
    }

    /** The look-up of links in this keyspace. */
    public LinkLookup links() {
        return links;
    }

    /**
     * The current state of a link of a tenant; empty when the tenant has no such link or the text is no name. Every
     * read of the API asks here: another tenant's link is empty, too, see {@link LinkLookup#findOf}.
     *
     * @param tenant the caller's
     * @param trace the trace of the request; invalid for none
     */
    public CompletableFuture<Optional<Link>> findLink(String tenant, String name, SpanContext trace) {
        return LinkName.isWellFormed(name)
                ? links.findOf(tenant, name, trace).thenApply(found -> found.map(KnownLink::link))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * The same whoever owns the link, and in each of its spellings: for what visitors see without a key. So the link
     * may have another name than the one that is asked for.
     *
     * @param trace the trace of the request; invalid for none
     */
    public CompletableFuture<Optional<Link>> findLinkOfAnyTenant(String name, SpanContext trace) {
        return LinkName.isWellFormed(name)
                ? spellings.find(name, it -> links.find(it, trace)).thenApply(found -> found.map(KnownLink::link))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    @SuppressWarnings("unchecked") // the constructor puts what PerKeyspace<T> prepares, a T
    <T> T partOf(PerKeyspace<T> part) {
        Object found = prepared.get(part);
        if (found == null) {
            throw new IllegalStateException(
                    "No statements were prepared for keyspace " + keyspace + ": add them to ReadModel.Parts");
        }
        return (T) found;
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
