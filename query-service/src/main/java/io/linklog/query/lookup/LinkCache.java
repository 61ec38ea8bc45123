package io.linklog.query.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded cache of links. The newest version of a code wins. Events of the log keep it current, therefore nothing
 * expires.
 *
 * <p>An event may arrive while a link is loaded from Cassandra. The {@link #generation} read before the load shows
 * whether one did; a load that an event has overtaken is not stored. This needs no assumption about time. Thread-safe.
 */
public final class LinkCache {

    // one code in 4,096 shares a counter with another; a collision costs one repeated load
    private static final int STRIPES = 4_096;

    private final AtomicIntegerArray generations = new AtomicIntegerArray(STRIPES);
    private final Cache<String, KnownLink> links;

    public LinkCache(int entries) {
        this.links = Caffeine.newBuilder().maximumSize(entries).recordStats().build();
    }

    @Nullable
    public KnownLink get(String code) {
        return links.getIfPresent(code);
    }

    /** A counter that changes with every event of the code, and rarely with an event of another code. */
    int generation(String code) {
        return generations.get(stripe(code));
    }

    /** Stores a state from the log, unless a newer version is stored. */
    public void putConfirmed(KnownLink link) {
        // the generation first: a load compares it under the lock of the map entry and must see the change
        generations.incrementAndGet(stripe(link.name()));
        links.asMap().merge(link.name(), link, LinkCache::newer);
    }

    /** Stores a loaded state, unless an event of the code arrived after the generation was read. */
    void putLoaded(KnownLink link, int generation) {
        links.asMap()
                .compute(
                        link.name(),
                        (code, present) -> generation(code) == generation ? KnownLink.newer(present, link) : present);
    }

    void evict(String code) {
        links.invalidate(code);
    }

    long size() {
        return links.estimatedSize();
    }

    CacheStats stats() {
        return links.stats();
    }

    private static KnownLink newer(KnownLink a, KnownLink b) {
        return a.version() >= b.version() ? a : b;
    }

    private static int stripe(String code) {
        int hash = code.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
