package io.linklog.query.redirect;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts the answers to visitors of short links. Thread-safe. */
public final class RedirectMetrics {

    private static final List<Integer> STATUSES =
            List.of(200, 204, 301, 302, 303, 307, 308, 400, 403, 404, 405, 410, 413, 415, 429, 451, 503);

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
        byStatus = STATUSES.stream()
                .collect(Collectors.toUnmodifiableMap(Function.identity(), status -> redirects(registry, status)));
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
