package io.linklog.query.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Links in memory, bounded by number; the newest version of a code wins. Kept right by the log, so that nothing
 * expires.
 *
 * <p>A load from Cassandra takes time, and an event may pass meanwhile. A {@link #generation} taken before the load
 * tells afterwards whether one did; only a load that none has overtaken may enter. That makes the cache right without
 * any assumption about time. Thread-safe.
 */
public final class LinkCache {

    // codes share a counter with one in 4,096; a collision costs a load that is done twice, nothing else
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

    /** Changes with every event of the code (and, rarely, with another code's). */
    int generation(String code) {
        return generations.get(stripe(code));
    }

    /** Takes a state that the log has confirmed. */
    public void confirmed(KnownLink link) {
        // first the generation: a load that looks at it inside the map's lock, below, must see it
        generations.incrementAndGet(stripe(link.code()));
        links.asMap().merge(link.code(), link, LinkCache::newer);
    }

    /** Takes a state that was loaded, unless an event of the code has passed since the generation was taken. */
    void loaded(KnownLink link, int generation) {
        links.asMap()
                .compute(
                        link.code(),
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
