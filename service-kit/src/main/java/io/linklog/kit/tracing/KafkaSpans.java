package io.linklog.kit.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.ErrorAttributes;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of sending and processing records, by OpenTelemetry's semantic conventions for messaging. A record
 * has its trace context in the header {@code traceparent}. The sender's span is the parent of the processor's span, so
 * a create has one trace; this is possible because each record is processed alone. The processor's span also links to
 * the sender's, as the conventions recommend. Thread-safe.
 */
public final class KafkaSpans {

    private static final int TRACE_PARENT_BYTES = 55;

    private final Tracing tracing;

    public KafkaSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Whether a record belongs to a sampled trace; false if tracing is off. Allocates nothing. */
    public boolean isSampled(Headers headers) {
        if (!tracing.isOn()) {
            return false;
        }
        byte[] value = value(headers);
        // the last digit has the sampled flag
        return value != null && (Character.digit(value[TRACE_PARENT_BYTES - 1], 16) & 1) == 1;
    }

    /** The trace context of a record; invalid if it has none. */
    public static SpanContext context(Headers headers) {
        byte[] value = value(headers);
        return value == null
                ? SpanContext.getInvalid()
                : TraceParent.parse(new String(value, StandardCharsets.US_ASCII));
    }

    /** Replaces the trace context of a record. */
    public static void put(SpanContext context, Headers headers) {
        headers.remove(TraceParent.HEADER);
        if (context.isValid()) {
            headers.add(TraceParent.HEADER, TraceParent.of(context).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Starts the span of sending a record. It records nothing if the parent is not sampled. */
    public Span send(String topic, int partition, @Nullable String key, SpanContext parent) {
        Span span = tracing.startIfSampled(SpanKind.PRODUCER, "send " + topic, parent);
        describe(span, "send", topic, partition, key);
        return span;
    }

    /**
     * Starts the span of processing a record of a sampled trace.
     *
     * @param offset negative if it is unknown
     */
    public Span process(String topic, int partition, long offset, @Nullable String key, SpanContext record) {
        Span span = tracing.startLinked(SpanKind.CONSUMER, "process " + topic, record);
        describe(span, "process", topic, partition, key);
        if (span.isRecording() && offset >= 0) {
            span.setAttribute("messaging.kafka.offset", offset);
        }
        return span;
    }

    /** Starts the span of processing a record from a consumer. It records nothing if the record is not sampled. */
    public Span process(ConsumerRecord<?, ?> record) {
        if (!isSampled(record.headers())) {
            return Span.getInvalid();
        }
        Object key = record.key();
        return process(
                record.topic(),
                record.partition(),
                record.offset(),
                key instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) key,
                context(record.headers()));
    }

    /**
     * Ends a span.
     *
     * @param error null after a success
     */
    public static void end(Span span, @Nullable Throwable error) {
        if (error != null) {
            Throwable cause = error.getCause() == null ? error : error.getCause();
            span.setAttribute(ErrorAttributes.ERROR_TYPE, cause.getClass().getName());
            span.setStatus(StatusCode.ERROR, String.valueOf(cause.getMessage()));
        }
        span.end();
    }

    // literals, because the conventions for messaging are not stable and have no constants in the stable artifact
    private static void describe(Span span, String operation, String topic, int partition, @Nullable String key) {
        if (!span.isRecording()) {
            return;
        }
        span.setAttribute("messaging.system", "kafka");
        span.setAttribute("messaging.operation.name", operation);
        span.setAttribute("messaging.operation.type", operation);
        span.setAttribute("messaging.destination.name", topic);
        span.setAttribute("messaging.destination.partition.id", Integer.toString(partition));
        if (key != null) {
            span.setAttribute("messaging.kafka.message.key", key);
        }
    }

    private static byte @Nullable [] value(Headers headers) {
        Header header = headers.lastHeader(TraceParent.HEADER);
        byte[] value = header == null ? null : header.value();
        return value != null && value.length == TRACE_PARENT_BYTES ? value : null;
    }
}
