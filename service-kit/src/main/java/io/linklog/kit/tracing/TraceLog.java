package io.linklog.kit.tracing;

import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Adds the trace id to log lines. */
public final class TraceLog {

    /** The MDC key that {@code logback.xml} reads. */
    public static final String KEY = "traceId";

    private TraceLog() {}

    /**
     * Runs an action whose log lines get the trace id.
     *
     * @param trace no id is added if it is invalid
     */
    public static void run(SpanContext trace, Runnable logging) {
        if (!trace.isValid()) {
            logging.run();
            return;
        }
        @Nullable String before = MDC.get(KEY);
        MDC.put(KEY, trace.getTraceId());
        try {
            logging.run();
        } finally {
            if (before == null) {
                MDC.remove(KEY);
            } else {
                MDC.put(KEY, before);
            }
        }
    }
}
