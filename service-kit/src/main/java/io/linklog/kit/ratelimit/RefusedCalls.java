package io.linklog.kit.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The metric of all limits. */
final class RefusedCalls {

    private RefusedCalls() {}

    /** @param limit which one; from a fixed set of names */
    static Counter counter(MeterRegistry meters, String limit) {
        return Counter.builder("linklog.limits.refused")
                .description("Calls over a limit, answered 429; in a batch, lines")
                .tag("limit", limit)
                .register(meters);
    }
}
