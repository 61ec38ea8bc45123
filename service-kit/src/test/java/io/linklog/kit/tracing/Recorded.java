package io.linklog.kit.tracing;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Optional;

/** A tracing whose spans stay in memory. */
public final class Recorded {

    public static final String KEY = "please";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    public final Tracing tracing;

    /** @param drawn what the next draws give: below {@code share} a request is followed */
    public Recorded(double share, double drawn) {
        this.tracing = SdkTracing.recording(
                new TracingSettings(Optional.empty(), share, Optional.of(KEY), "service", "service-1", "1.0"),
                SimpleSpanProcessor.create(spans),
                () -> drawn);
    }

    /** Spans that have ended. */
    public List<SpanData> spans() {
        return spans.getFinishedSpanItems();
    }
}
