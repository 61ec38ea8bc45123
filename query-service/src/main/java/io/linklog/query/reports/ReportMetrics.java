package io.linklog.query.reports;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counts what became of the reports of visitors, who all get the same answer. Thread-safe. */
final class ReportMetrics {

    /** What became of a report. */
    enum Result {
        ACCEPTED,
        /** There is no such link. */
        UNKNOWN,
        /** The link is taken down already. */
        TAKEN_DOWN,
        /** The link has as many open reports as it may have. */
        FULL
    }

    private final Map<Result, Counter> counters = new EnumMap<>(Result.class);

    ReportMetrics(MeterRegistry meters) {
        for (Result result : Result.values()) {
            counters.put(
                    result,
                    Counter.builder("linklog.reports")
                            .description("reports of visitors about links, by what became of them")
                            .tag(
                                    "result",
                                    result.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .register(meters));
        }
    }

    void count(Result result) {
        Objects.requireNonNull(counters.get(result)).increment();
    }
}
