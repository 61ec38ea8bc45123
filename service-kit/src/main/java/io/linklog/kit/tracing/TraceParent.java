package io.linklog.kit.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code traceparent} of W3C Trace Context: {@code version-trace id-span id-flags}, all lower-case
 * hexadecimal. By hand, because OpenTelemetry's propagator wants a map to read from, and the flag must be had without
 * one.
 */
public final class TraceParent {

    /** Of requests and of records. */
    public static final String HEADER = "traceparent";

    private static final int LENGTH = 55;
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;

    private TraceParent() {}

    /**
     * The context that a header names; the invalid one for none, and for what is not well-formed, which is ignored as
     * the recommendation wants.
     */
    public static SpanContext parse(@Nullable String header) {
        if (header == null || !isWellFormed(header)) {
            return SpanContext.getInvalid();
        }
        // ids of zeros only become the invalid context here
        return SpanContext.createFromRemoteParent(
                header.substring(TRACE_ID, SPAN_ID - 1),
                header.substring(SPAN_ID, FLAGS - 1),
                TraceFlags.fromHex(header, FLAGS),
                TraceState.getDefault());
    }

    /** Whether a header says that its trace is followed; false for one that is not well-formed. Allocates nothing. */
    public static boolean isSampled(String header) {
        // the digit first: most requests are decided by it
        return header.length() == LENGTH
                && (Character.digit(header.charAt(LENGTH - 1), 16) & 1) == 1
                && isWellFormed(header);
    }

    /** The header for what follows on a span. */
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
