package io.linklog.query.redirect;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/** Counts the answers to visitors of short links. Thread-safe. */
public final class RedirectMetrics {

    private final Counter hits;
    private final Counter misses;
    private final Map<Integer, Counter> byStatus;

    public RedirectMetrics(MeterRegistry registry) {
        hits = Counter.builder("linklog.query.hits")
                .description("visits answered from memory")
                .register(registry);
        misses = Counter.builder("linklog.query.misses")
                .description("visits that needed a read from Cassandra")
                .register(registry);
        byStatus = Map.of(
                301, redirects(registry, 301),
                302, redirects(registry, 302),
                307, redirects(registry, 307),
                308, redirects(registry, 308),
                404, redirects(registry, 404),
                405, redirects(registry, 405),
                410, redirects(registry, 410),
                429, redirects(registry, 429),
                503, redirects(registry, 503));
    }

    void hit() {
        hits.increment();
    }

    void miss() {
        misses.increment();
    }

    void answer(int status) {
        Counter counter = byStatus.get(status);
        if (counter != null) {
            counter.increment();
        }
    }

    private static Counter redirects(MeterRegistry registry, int status) {
        return Counter.builder("linklog.query.redirects")
                .description("answers to visitors of short links, by status")
                .tag("status", Integer.toString(status))
                .register(registry);
    }
}
