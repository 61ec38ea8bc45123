package io.linklog.kit.tracing;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Adds the results of the span export to the meters of the process. */
final class SpanMeters {

    private SpanMeters() {}

    /** Adds counters that stay 0, for a process without tracing. Alerts then find the same meters everywhere. */
    static void bindZeros(MeterRegistry meters) {
        for (String result : new String[] {"exported", "failed", "dropped"}) {
            counter(meters, result, SpanMeters.class, unused -> 0);
        }
    }

    static void bind(SpanCounts counts, MeterRegistry meters) {
        counter(meters, "exported", counts, SpanCounts::exported);
        counter(meters, "failed", counts, SpanCounts::failed);
        counter(meters, "dropped", counts, SpanCounts::dropped);
    }

    private static <T> void counter(MeterRegistry meters, String result, T source, ToDoubleFunction<T> count) {
        FunctionCounter.builder("linklog.trace.spans", source, count)
                .description(
                        "Spans by result: exported, failed (the collector did not accept them), dropped (the queue was"
                                + " full)")
                .tag("result", result)
                .register(meters);
    }
}
