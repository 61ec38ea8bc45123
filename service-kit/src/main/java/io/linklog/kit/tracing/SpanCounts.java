package io.linklog.kit.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;

/** Reads the SDK's own counters of exported and dropped spans. Thread-safe. */
final class SpanCounts implements MetricReader {

    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private volatile CollectionRegistration sdk = CollectionRegistration.noop();

    /** The number of spans that the collector accepted. */
    double exported() {
        return sum("otel.sdk.exporter.span.exported", false);
    }

    /** The number of spans whose export failed. */
    double failed() {
        return sum("otel.sdk.exporter.span.exported", true);
    }

    /** The number of spans that were dropped because the queue was full. */
    double dropped() {
        return sum("otel.sdk.processor.span.processed", true);
    }

    private synchronized double sum(String name, boolean withError) {
        long sum = 0;
        for (MetricData metric : sdk.collectAllMetrics()) {
            if (metric.getName().equals(name)) {
                for (LongPointData point : metric.getLongSumData().getPoints()) {
                    if ((point.getAttributes().get(ERROR_TYPE) != null) == withError) {
                        sum += point.getValue();
                    }
                }
            }
        }
        return sum;
    }

    @Override
    public void register(CollectionRegistration registration) {
        sdk = registration;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType instrument) {
        return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
