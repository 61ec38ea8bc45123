package io.linklog.acceptance.system;

import io.linklog.cli.traces.OtlpReceiver;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The collector of the whole system's spans. Only requests with the key are traced. Thread-safe. */
public final class Traces implements AutoCloseable {

    private static final String KEY = "traces-of-the-acceptance-tests";

    /** The header that makes a request traced. */
    public static final String[] FOLLOWED = {"X-Linklog-Trace", KEY};

    /** The parts of a span that tests look at. Ids are hexadecimal; {@code parent} is empty for a root span. */
    public record Seen(
            String service,
            String kind,
            String name,
            String trace,
            String id,
            String parent,
            Map<String, String> tags) {

        public boolean isParentOf(Seen child) {
            return child.parent.equals(id) && child.trace.equals(trace);
        }
    }

    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final OtlpReceiver receiver;

    public Traces() {
        try {
            this.receiver = new OtlpReceiver(0, spans -> spans.forEach(this::take));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings with which the services must start. */
    public Map<String, String> settings() {
        return Map.of(
                "LINKLOG_OTLP_ENDPOINT", receiver.endpoint(), "LINKLOG_TRACE_SAMPLE", "0", "LINKLOG_TRACE_KEY", KEY);
    }

    /** All spans of the traces that contain a span with this tag. */
    public List<Seen> traceOf(String tag, String value) {
        List<String> traces = seen.stream()
                .filter(span -> value.equals(span.tags.get(tag)))
                .map(Seen::trace)
                .distinct()
                .toList();
        return seen.stream().filter(span -> traces.contains(span.trace)).toList();
    }

    /** All spans until now. */
    public List<Seen> all() {
        return List.copyOf(seen);
    }

    private void take(ResourceSpans resource) {
        String service = tags(resource.getResource().getAttributesList()).get("service.name");
        for (ScopeSpans scope : resource.getScopeSpansList()) {
            for (Span span : scope.getSpansList()) {
                HexFormat hex = HexFormat.of();
                seen.add(new Seen(
                        service,
                        span.getKind().name().replace("SPAN_KIND_", ""),
                        span.getName(),
                        hex.formatHex(span.getTraceId().toByteArray()),
                        hex.formatHex(span.getSpanId().toByteArray()),
                        hex.formatHex(span.getParentSpanId().toByteArray()),
                        tags(span.getAttributesList())));
            }
        }
    }

    private static Map<String, String> tags(List<KeyValue> attributes) {
        Map<String, String> tags = new java.util.HashMap<>();
        attributes.forEach(attribute -> tags.put(
                attribute.getKey(),
                attribute.getValue().hasStringValue()
                        ? attribute.getValue().getStringValue()
                        : Long.toString(attribute.getValue().getIntValue())));
        return tags;
    }

    @Override
    public void close() {
        receiver.close();
    }
}
