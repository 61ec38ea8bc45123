package io.linklog.kit.tracing;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Optional;

/** A {@link Tracing} that keeps its spans in memory. */
public final class RecordedTracing {

    /** The force key. */
    public static final String KEY = "please";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    public final Tracing tracing;

    /** @param random the random number of each decision; a request is sampled if it is below {@code sampleRate} */
    public RecordedTracing(double sampleRate, double random) {
        this.tracing = SdkTracing.withProcessor(
                new TracingSettings(Optional.empty(), sampleRate, Optional.of(KEY), "service", "service-1", "1.0"),
                SimpleSpanProcessor.create(spans),
                () -> random);
    }

    /** The spans that have ended. */
    public List<SpanData> spans() {
        return spans.getFinishedSpanItems();
    }
}
