package io.linklog.query.lookup;

import io.linklog.mesh.async.Causes;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the state of a code: first in the overlay, then in the cache, then in the store. Before it answers "absent" it
 * passes the fence. It promises, for any interleaving of events, loads, evictions and progress of the projector:
 *
 * <ul>
 *   <li>It returns no version older than one that {@link #apply} has confirmed. While the overlay overflows: no version
 *       older than the one in the store.
 *   <li>It answers "absent" only for a code that had no event in the log at the time of the call, unless Kafka is away.
 * </ul>
 *
 * <p>A look-up that cannot keep these promises fails with {@link UnavailableException}. Thread-safe. Nothing blocks.
 */
public final class LinkLookup {

    /** Concurrent look-ups in store and fence. More are refused: a store that hangs must not fill the memory. */
    public static final int MOST_AT_ONCE = 2_048;

    /**
     * Loads of one look-up. An event of the code during a load repeats the load; this many in a row are not expected.
     */
    private static final int MOST_LOADS = 5;

    /**
     * @param link null when the store has none
     * @param generation of the code, read before the load
     * @param storeBehind whether, before the load, some event of the partition was neither in memory nor known to be in
     *     the store
     */
    private record Loaded(@Nullable KnownLink link, int generation, boolean storeBehind) {}

    private final Overlay overlay;
    private final LinkCache cache;
    private final LinkLoader loader;
    private final LogFence fence;
    private final int partitions;
    private final LookupMetrics metrics;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Map<String, CompletableFuture<Loaded>> loading = new ConcurrentHashMap<>();

    LinkLookup(
            Overlay overlay,
            LinkCache cache,
            LinkLoader loader,
            LogFence fence,
            int partitions,
            LookupMetrics metrics) {
        this.overlay = overlay;
        this.cache = cache;
        this.loader = loader;
        this.fence = fence;
        this.partitions = partitions;
        this.metrics = metrics;
    }

    /** Applies an event of the log. The tail calls this, in order within a partition. */
    void apply(int partition, long offset, LinkEvent event) {
        KnownLink link = new KnownLink(event.getLink());
        // pinned before cached: a reader that sees the new generation must find the event
        overlay.pin(partition, offset, event, link);
        cache.putConfirmed(link);
    }

    /**
     * The state in memory. Null when the code is not in memory, whether or not a link exists, and for a purged link.
     */
    @Nullable
    public KnownLink peek(String code) {
        KnownLink known = newest(code);
        return known == null || known.isPurged() ? null : known;
    }

    private @Nullable KnownLink newest(String code) {
        KnownLink pinned = overlay.newest(code);
        return pinned != null ? pinned : cache.get(code);
    }

    /**
     * The state of a code; empty when there is no such link.
     *
     * @param trace the trace of the request; invalid for none
     */
    public CompletableFuture<Optional<KnownLink>> find(String code, SpanContext trace) {
        KnownLink known = newest(code);
        if (known != null) {
            return CompletableFuture.completedFuture(unlessPurged(known));
        }
        return withPlace(() -> search(code, 1, trace)).thenApply(LinkLookup::unlessPurged);
    }

    /**
     * The state of a tenant's link. Another tenant's link is answered as absent, after the same work as for a code that
     * no link has: neither the answer nor its time tells that the link exists.
     *
     * @param trace the trace of the request; invalid for none
     */
    public CompletableFuture<Optional<KnownLink>> findOf(String tenant, String code, SpanContext trace) {
        KnownLink known = newest(code);
        if (known == null) {
            return withPlace(() -> search(code, 1, trace)
                            .thenCompose(found ->
                                    found.filter(link -> !link.isOf(tenant)).isPresent()
                                            ? conceal(code, CompletableFuture.completedFuture(found))
                                            : CompletableFuture.completedFuture(found)))
                    .thenApply(LinkLookup::unlessPurged);
        }
        return known.isOf(tenant)
                ? CompletableFuture.completedFuture(unlessPurged(known))
                : withPlace(() -> conceal(code, startLoad(code, trace)));
    }

    /** In memory a purged link is a state, so that no older one takes its place; for readers there is none. */
    private static Optional<KnownLink> unlessPurged(KnownLink link) {
        return link.isPurged() ? Optional.empty() : Optional.of(link);
    }

    private static Optional<KnownLink> unlessPurged(Optional<KnownLink> found) {
        return found.flatMap(LinkLookup::unlessPurged);
    }

    private CompletableFuture<Optional<KnownLink>> withPlace(Supplier<CompletableFuture<Optional<KnownLink>>> lookUp) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new UnavailableException("Too many look-ups wait for the database; try again in a moment"));
        }
        CompletableFuture<Optional<KnownLink>> found = lookUp.get();
        found.whenComplete((link, error) -> places.release());
        // a copy: a caller that completes or cancels its future must not end the search of the others
        return found.copy();
    }

    /**
     * The same without keeping what is loaded: a walk over many links must not evict those that visitors ask for. Does
     * not pass the fence: a link that was created a moment ago may be missing.
     */
    public CompletableFuture<Optional<Link>> findWithoutCaching(String code, SpanContext trace) {
        KnownLink known = newest(code);
        return known != null
                ? CompletableFuture.completedFuture(unlessPurged(known).map(KnownLink::link))
                : loader.load(code, trace);
    }

    /** The events of a code that the store may not have yet, oldest first. */
    public List<LinkEvent> unprojectedEvents(String code) {
        return overlay.events(code);
    }

    private CompletableFuture<Optional<KnownLink>> search(String code, int attempt, SpanContext trace) {
        if (attempt > MOST_LOADS) {
            return CompletableFuture.failedFuture(
                    new UnavailableException("The link changes too fast to be read; try again in a moment"));
        }
        return load(code, trace)
                .handle((loaded, error) ->
                        error == null ? afterLoad(code, loaded, attempt, trace) : withoutStore(code, error))
                .thenCompose(found -> found);
    }

    private CompletableFuture<Optional<KnownLink>> afterLoad(
            String code, Loaded loaded, int attempt, SpanContext trace) {
        KnownLink inMemory = newest(code);
        if (inMemory != null) {
            return CompletableFuture.completedFuture(Optional.ofNullable(KnownLink.newer(inMemory, loaded.link)));
        }
        if (cache.generation(code) != loaded.generation) {
            // an event arrived during the load and may have left memory again: the loaded state may be older
            return search(code, attempt + 1, trace);
        }
        if (loaded.link != null) {
            if (!loaded.storeBehind) {
                cache.putLoaded(loaded.link, loaded.generation);
            }
            return CompletableFuture.completedFuture(Optional.of(loaded.link));
        }
        return passFence(code).thenCompose(passage -> afterFence(code, loaded, passage, attempt, trace));
    }

    private CompletableFuture<LogFence.Passage> passFence(String code) {
        return fence.ask(Topics.partition(code, partitions)).thenApply(passage -> {
            metrics.fence(passage);
            return passage;
        });
    }

    /**
     * Goes the rest of the way of an absent code, and fails where that fails.
     *
     * @param load from the store; what it finds does not matter
     */
    private CompletableFuture<Optional<KnownLink>> conceal(String code, CompletableFuture<?> load) {
        boolean storeBehind = overlay.incomplete(Topics.partition(code, partitions));
        return load.handle((found, error) -> Optional.ofNullable(error))
                .thenCompose(failure -> passFence(code)
                        .thenCompose(passage -> failure.isPresent()
                                ? CompletableFuture.failedFuture(unavailable(failure.get()))
                                : absent(passage, storeBehind)));
    }

    /** A link that was created a moment ago may be in the log; once the log is read, it is in memory. */
    private CompletableFuture<Optional<KnownLink>> withoutStore(String code, Throwable error) {
        return passFence(code).thenCompose(passage -> {
            KnownLink inMemory = newest(code);
            return inMemory == null
                    ? CompletableFuture.failedFuture(error)
                    : CompletableFuture.completedFuture(Optional.of(inMemory));
        });
    }

    private CompletableFuture<Optional<KnownLink>> afterFence(
            String code, Loaded absent, LogFence.Passage passage, int attempt, SpanContext trace) {
        KnownLink inMemory = newest(code);
        if (inMemory != null) {
            return CompletableFuture.completedFuture(Optional.of(inMemory));
        }
        if (cache.generation(code) != absent.generation) {
            return search(code, attempt + 1, trace);
        }
        return absent(passage, absent.storeBehind);
    }

    private static CompletableFuture<Optional<KnownLink>> absent(LogFence.Passage passage, boolean storeBehind) {
        if (passage == LogFence.Passage.BEHIND) {
            return CompletableFuture.failedFuture(new UnavailableException(
                    "Not known yet whether this link exists: the log is still being read; try again in a moment"));
        }
        if (storeBehind) {
            return CompletableFuture.failedFuture(new UnavailableException(
                    "Not known yet whether this link exists: the database is behind the log; try again in a moment"));
        }
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * Runs one load of a code at a time, in the trace of the first caller. Later callers share the running load and the
     * generation that was read before it.
     */
    private CompletableFuture<Loaded> load(String code, SpanContext trace) {
        CompletableFuture<Loaded> mine = new CompletableFuture<>();
        CompletableFuture<Loaded> underWay = loading.putIfAbsent(code, mine);
        if (underWay != null) {
            return underWay;
        }
        // The order of these reads matters. An event that is applied before the generation is read is still in memory
        // at the next line, or the overlay has dropped it and the line after shows that, or the store had it before
        // the load began. An event that is applied later changes the generation.
        int generation = cache.generation(code);
        KnownLink inMemory = newest(code);
        boolean storeBehind = overlay.incomplete(Topics.partition(code, partitions));
        CompletableFuture<Optional<Link>> load = inMemory == null
                ? startLoad(code, trace)
                : CompletableFuture.completedFuture(Optional.of(inMemory.link()));
        load.whenComplete((link, error) -> {
            loading.remove(code, mine);
            if (error == null) {
                mine.complete(new Loaded(link.map(KnownLink::new).orElse(null), generation, storeBehind));
            } else {
                metrics.loadFailed();
                mine.completeExceptionally(unavailable(error));
            }
        });
        return mine;
    }

    /** A loader that throws must not leave its code loading for ever, nor keep the place of the look-up. */
    private CompletableFuture<Optional<Link>> startLoad(String code, SpanContext trace) {
        try {
            return loader.load(code, trace);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static UnavailableException unavailable(Throwable error) {
        Throwable cause = Causes.unwrap(error);
        return cause instanceof UnavailableException already
                ? already
                : new UnavailableException("Linklog is waiting for its store ("
                        + cause.getClass().getSimpleName() + "); try again in a moment");
    }
}
