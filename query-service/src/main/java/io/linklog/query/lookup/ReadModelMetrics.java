package io.linklog.query.lookup;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of the read model that is active when they are read. */
public final class ReadModelMetrics {

    private ReadModelMetrics() {}

    /** Registers the meters. */
    public static void register(MeterRegistry registry, ActiveReadModel models) {
        registerLog(registry, models);
        registerCache(registry, models);
    }

    private static void registerLog(MeterRegistry registry, ActiveReadModel models) {
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
                .description("records of link-events that were skipped because they are unreadable")
                .register(registry);
    }

    private static void registerCache(MeterRegistry registry, ActiveReadModel models) {
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
                .description("look-ups that the cache answered, for redirects and for reads of the API")
                .register(registry);
        FunctionCounter.builder(
                        "linklog.query.cache.misses",
                        models,
                        m -> m.current().cache().stats().missCount())
                .description("look-ups that the cache could not answer, for redirects and for reads of the API")
                .register(registry);
        FunctionCounter.builder(
                        "linklog.query.cache.evictions",
                        models,
                        m -> m.current().cache().stats().evictionCount())
                .description("links evicted from the full cache")
                .register(registry);
    }
}
