package io.linklog.cli.traces;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.HexFormat;
import java.util.List;

/**
 * Translates spans to Zipkin's format (version 2, JSON) by OpenTelemetry's specification for Zipkin exporters. Drops
 * links: Zipkin has none, and ours repeat the parent.
 */
final class ZipkinSpans {

    private static final long NANOS_PER_MICRO = 1_000;

    private final ObjectMapper json = new ObjectMapper();

    ArrayNode of(List<ResourceSpans> received) {
        ArrayNode all = json.createArrayNode();
        for (ResourceSpans resource : received) {
            String service = value(resource.getResource().getAttributesList(), "service.name", "unknown");
            String instance = value(resource.getResource().getAttributesList(), "service.instance.id", "unknown");
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    all.add(of(span, service, instance));
                }
            }
        }
        return all;
    }

    private ObjectNode of(Span span, String service, String instance) {
        ObjectNode zipkin = json.createObjectNode();
        zipkin.put("traceId", hex(span.getTraceId()));
        zipkin.put("id", hex(span.getSpanId()));
        if (!span.getParentSpanId().isEmpty()) {
            zipkin.put("parentId", hex(span.getParentSpanId()));
        }
        zipkin.put("name", span.getName());
        switch (span.getKind()) {
            case SPAN_KIND_SERVER -> zipkin.put("kind", "SERVER");
            case SPAN_KIND_CLIENT -> zipkin.put("kind", "CLIENT");
            case SPAN_KIND_PRODUCER -> zipkin.put("kind", "PRODUCER");
            case SPAN_KIND_CONSUMER -> zipkin.put("kind", "CONSUMER");
            default -> {
                // Zipkin has no name for the others
            }
        }
        long nanos = span.getEndTimeUnixNano() - span.getStartTimeUnixNano();
        zipkin.put("timestamp", span.getStartTimeUnixNano() / NANOS_PER_MICRO);
        zipkin.put("duration", Math.max(1, nanos / NANOS_PER_MICRO)); // 0 means unknown
        zipkin.putObject("localEndpoint").put("serviceName", service);
        String remote = remote(span);
        if (!remote.isEmpty()) {
            zipkin.putObject("remoteEndpoint").put("serviceName", remote);
        }
        ObjectNode tags = zipkin.putObject("tags");
        tags.put("service.instance.id", instance);
        span.getAttributesList().forEach(attribute -> tags.put(attribute.getKey(), text(attribute.getValue())));
        if (span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR) {
            tags.put("otel.status_code", "ERROR");
            tags.put("error", span.getStatus().getMessage());
        }
        return zipkin;
    }

    /** The server at the other end, which creates no spans. */
    private static String remote(Span span) {
        List<KeyValue> attributes = span.getAttributesList();
        return value(attributes, "db.system.name", value(attributes, "messaging.system", ""));
    }

    private static String value(List<KeyValue> attributes, String key, String otherwise) {
        return attributes.stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(attribute -> text(attribute.getValue()))
                .findFirst()
                .orElse(otherwise);
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.toString().strip();
        };
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
