package io.linklog.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/** What is counted of visits, and what is shown of the read model. Thread-safe. */
final class QueryMetrics {

    private final Counter hits;
    private final Counter misses;
    private final Map<Integer, Counter> byStatus;

    QueryMetrics(MeterRegistry registry) {
        hits = Counter.builder("linklog.query.hits")
                .description("visits answered from memory")
                .register(registry);
        misses = Counter.builder("linklog.query.misses")
                .description("visits that had to ask Cassandra")
                .register(registry);
        byStatus = Map.of(
                301, redirects(registry, 301),
                302, redirects(registry, 302),
                307, redirects(registry, 307),
                308, redirects(registry, 308),
                404, redirects(registry, 404),
                405, redirects(registry, 405),
                410, redirects(registry, 410),
                503, redirects(registry, 503));
    }

    void hit() {
        hits.increment();
    }

    void miss() {
        misses.increment();
    }

    void answered(int status) {
        Counter counter = byStatus.get(status);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Shows the read model that is active at the moment of the look. */
    static void show(MeterRegistry registry, ActiveReadModel models) {
        Gauge.builder(
                        "linklog.query.overlay.events",
                        models,
                        m -> m.current().overlay().size())
                .description("events in memory that the projector may not have written yet")
                .register(registry);
        Gauge.builder("linklog.query.tail.lag", models, m -> m.current().tail().lag())
                .description("committed events in the log that are not read yet")
                .register(registry);
        FunctionCounter.builder(
                        "linklog.query.tail.unreadable",
                        models,
                        m -> m.current().tail().unreadable())
                .description("records of link-events passed over because they cannot be read")
                .register(registry);
        Gauge.builder(
                        "linklog.query.cache.links",
                        models,
                        m -> m.current().cache().size())
                .description("links in memory")
                .register(registry);
        FunctionCounter.builder(
                        "linklog.query.cache.hits",
                        models,
                        m -> m.current().cache().stats().hitCount())
                .description("look-ups that the cache answered, those of reads included")
                .register(registry);
        FunctionCounter.builder(
                        "linklog.query.cache.misses",
                        models,
                        m -> m.current().cache().stats().missCount())
                .description("look-ups that the cache could not answer, those of reads included")
                .register(registry);
        FunctionCounter.builder(
                        "linklog.query.cache.evictions",
                        models,
                        m -> m.current().cache().stats().evictionCount())
                .description("links that went for want of room")
                .register(registry);
    }

    private static Counter redirects(MeterRegistry registry, int status) {
        return Counter.builder("linklog.query.redirects")
                .description("answers to visitors of short links, by status")
                .tag("status", Integer.toString(status))
                .register(registry);
    }
}
