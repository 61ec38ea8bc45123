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
 * Spans of what is written to topics and read from them, by the conventions for messaging. The context of a record is
 * in its header {@code traceparent}. Who processes a record is the child of who sent it, and linked to it as well: the
 * conventions want the link, and a child makes one trace of a create. Both are true, because here a record is processed
 * alone. Thread-safe.
 */
public final class KafkaSpans {

    private static final int TRACE_PARENT_BYTES = 55;

    private final Tracing tracing;

    public KafkaSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Whether a record belongs to a trace that is followed. Allocates nothing. */
    public boolean follows(Headers headers) {
        if (!tracing.isOn()) {
            return false;
        }
        byte[] value = value(headers);
        // the last digit is the flags'
        return value != null && (Character.digit(value[TRACE_PARENT_BYTES - 1], 16) & 1) == 1;
    }

    /** The context that a record carries; invalid when it carries none. */
    public static SpanContext context(Headers headers) {
        byte[] value = value(headers);
        return value == null
                ? SpanContext.getInvalid()
                : TraceParent.parse(new String(value, StandardCharsets.US_ASCII));
    }

    /** Puts a context into a record in place of what it carries. */
    public static void put(SpanContext context, Headers headers) {
        headers.remove(TraceParent.HEADER);
        if (context.isValid()) {
            headers.add(TraceParent.HEADER, TraceParent.of(context).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Starts the span of sending a record, within a trace that is followed; else one that does nothing. */
    public Span send(String topic, int partition, @Nullable String key, SpanContext parent) {
        Span span = tracing.follow(SpanKind.PRODUCER, "send " + topic, parent);
        describe(span, "send", topic, partition, key);
        return span;
    }

    /**
     * Starts the span of processing a record of a trace that is followed.
     *
     * @param offset negative where it is not known
     */
    public Span process(String topic, int partition, long offset, @Nullable String key, SpanContext record) {
        Span span = tracing.startLinked(SpanKind.CONSUMER, "process " + topic, record);
        describe(span, "process", topic, partition, key);
        if (span.isRecording() && offset >= 0) {
            span.setAttribute("messaging.kafka.offset", offset);
        }
        return span;
    }

    /** The same for a record as a consumer gets it; one that does nothing where its trace is not followed. */
    public Span process(ConsumerRecord<?, ?> record) {
        if (!follows(record.headers())) {
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

    /** Ends a span; null: all went well. */
    public static void end(Span span, @Nullable Throwable error) {
        if (error != null) {
            Throwable cause = error.getCause() == null ? error : error.getCause();
            span.setAttribute(ErrorAttributes.ERROR_TYPE, cause.getClass().getName());
            span.setStatus(StatusCode.ERROR, String.valueOf(cause.getMessage()));
        }
        span.end();
    }

    // names by hand: the conventions for messaging are in development and have no constants that are kept
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
