package io.linklog.kit.tracing;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What becomes of spans, among the meters of the process. */
final class SpanMeters {

    private SpanMeters() {}

    /** Nothing becomes of them; said, so that an alert on drops has something to look at everywhere. */
    static void off(MeterRegistry meters) {
        for (String result : new String[] {"exported", "failed", "dropped"}) {
            counter(meters, result, SpanMeters.class, nothing -> 0);
        }
    }

    static void show(SpanCounts counts, MeterRegistry meters) {
        counter(meters, "exported", counts, SpanCounts::exported);
        counter(meters, "failed", counts, SpanCounts::failed);
        counter(meters, "dropped", counts, SpanCounts::dropped);
    }

    private static <T> void counter(MeterRegistry meters, String result, T of, ToDoubleFunction<T> count) {
        FunctionCounter.builder("linklog.trace.spans", of, count)
                .description("spans by what became of them: exported, failed (the collector did not take them), dropped"
                        + " (there was no room)")
                .tag("result", result)
                .register(meters);
    }
}
