package io.linklog.kit.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code traceparent} of W3C Trace Context: {@code version-trace id-span id-flags}, all lower-case
 * hexadecimal. OpenTelemetry's propagator is not used: it reads from a map, and the check of the flag must not allocate
 * one.
 */
public final class TraceParent {

    /** The name of the header, in requests and in Kafka records. */
    public static final String HEADER = "traceparent";

    private static final int LENGTH = 55;
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;

    private TraceParent() {}

    /**
     * Parses a header.
     *
     * @param header null if there is none
     * @return an invalid context if the header is missing or malformed; W3C requires that a malformed one is ignored
     */
    public static SpanContext parse(@Nullable String header) {
        if (header == null || !isWellFormed(header)) {
            return SpanContext.getInvalid();
        }
        // this method returns the invalid context for an id of zeros
        return SpanContext.createFromRemoteParent(
                header.substring(TRACE_ID, SPAN_ID - 1),
                header.substring(SPAN_ID, FLAGS - 1),
                TraceFlags.fromHex(header, FLAGS),
                TraceState.getDefault());
    }

    /** Whether the sampled flag of a header is set; false if the header is malformed. Allocates nothing. */
    public static boolean isSampled(String header) {
        // the flag first, because it is clear in most requests
        return header.length() == LENGTH
                && (Character.digit(header.charAt(LENGTH - 1), 16) & 1) == 1
                && isWellFormed(header);
    }

    /** The header that propagates a context. */
    public static String of(SpanContext context) {
        return "00-" + context.getTraceId() + '-' + context.getSpanId() + '-'
                + context.getTraceFlags().asHex();
    }

    private static boolean isWellFormed(String header) {
        if (header.length() != LENGTH || header.startsWith("ff")) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = header.charAt(i);
            boolean dash = i == TRACE_ID - 1 || i == SPAN_ID - 1 || i == FLAGS - 1;
            if (dash ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
